import { StoredSessions } from "../../core/stored-sessions.ts";
import { type Command, serverStore, UsageError } from "../command.ts";
import { sizeOf } from "../stored-session-text.ts";

export const list: Command = {
  usage: "list",
  summary: "live sessions: id, user, keys, size, last change, end",
  options: {
    user: { type: "string", about: "only those bound to this user" },
    text: { type: "string", about: "only those with this text in a key or value" },
    limit: { type: "string", about: "how many (50)" },
  },
  async run(context) {
    const limit = Number(context.options.limit ?? 50);
    if (!Number.isInteger(limit) || limit < 1) throw new UsageError("--limit must be a whole number, at least 1.");
    const { user, text } = context.options as { user?: string; text?: string };
    const { sessions, next } = await new StoredSessions(serverStore(context)).list({ limit, user, text });
    for (const [id, session] of sessions) {
      const row = {
        id,
        user: session.user,
        keys: session.entries.size,
        bytes: sizeOf(session),
        modified: new Date(session.modifiedAt).toISOString(),
        expires: new Date(session.expiresAt).toISOString(),
      };
      context.print(
        context.json
          ? JSON.stringify(row)
          : `${row.id}  ${row.user ?? "-"}  ${row.keys} keys  ${row.bytes} B  ${row.modified}  ${row.expires}`,
      );
    }
    if (next !== null) context.progress(`The first ${limit}. There are more: --limit ${limit * 2}`);
    return 0;
  },
};
