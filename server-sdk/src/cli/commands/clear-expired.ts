import { StoredSessions } from "../../core/storing/stored-sessions.ts";
import { type Command, count, serverStore } from "../command.ts";

/** Django's `clearsessions`. */
export const clearExpired: Command = {
  usage: "clear-expired",
  summary: "remove dead sessions, batch by batch, while requests are served",
  example: "clear-expired --store postgres://localhost/shop --batch 500",
  options: { batch: { type: "string", about: "how many at a time (1000)" } },
  async run(context) {
    const batch = count(context, "batch", 1000);
    const store = await serverStore(context);
    if (store.traits.selfExpiring) context.progress(`${store.name} sessions expire by themselves.`);
    const removed = await new StoredSessions(store).clearExpired({
      batch,
      signal: context.signal,
      onProgress: (soFar) => context.progress(`${soFar} removed`),
    });
    const stopped = context.signal.aborted;
    context.print(
      context.json
        ? JSON.stringify({ removed, stopped })
        : `Removed ${removed} dead sessions${stopped ? ", then stopped" : ""}.`,
    );
    return stopped ? 130 : 0;
  },
};
