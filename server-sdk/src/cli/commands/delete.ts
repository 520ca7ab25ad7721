import type { SessionId } from "../../core/session-key.ts";
import { StoredSessions } from "../../core/stored-sessions.ts";
import { type Command, serverStore, UsageError } from "../command.ts";

export const deleteSession: Command = {
  usage: "delete <id>...",
  summary: "end sessions at once; requests under way fail at their commit",
  async run(context) {
    if (context.positionals.length === 0)
      throw new UsageError("Which session? npx sessionscope delete <id>; ids are those that list prints.");
    const sessions = new StoredSessions(serverStore(context));
    let deleted = 0;
    for (const id of context.positionals) if (await sessions.delete(id as SessionId)) deleted++;
    context.print(context.json ? JSON.stringify({ deleted }) : `Deleted ${deleted} of ${context.positionals.length}.`);
    return deleted === context.positionals.length ? 0 : 1;
  },
};
