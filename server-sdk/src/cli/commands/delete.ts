import { StoredSessions } from "../../core/storing/stored-sessions.ts";
import { type Command, serverStore, sessionIdIn, UsageError } from "../command.ts";

export const deleteSession: Command = {
  usage: "delete <id>...",
  summary: "end sessions at once; requests under way fail at their commit",
  example: "delete YdzcOFNBCjMnqZGmiVLlvMkUe4vX9Tq3F1uFhCyAzGk",
  takes: Number.POSITIVE_INFINITY,
  async run(context) {
    if (context.positionals.length === 0)
      throw new UsageError("Which session? npx sessionscope delete <id>; ids are those that list prints.");
    const ids = context.positionals.map(sessionIdIn);
    const sessions = new StoredSessions(await serverStore(context));
    let deleted = 0;
    for (const id of ids) if (await sessions.delete(id)) deleted++;
    context.print(context.json ? JSON.stringify({ deleted }) : `Deleted ${deleted} of ${ids.length}.`);
    return deleted === ids.length ? 0 : 1;
  },
};
