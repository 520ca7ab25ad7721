import type { SessionId } from "../../core/session-key.ts";
import type { StoredSession } from "../../core/store.ts";
import { byteSizeOf } from "../../core/stored-session.ts";
import { StoredSessions } from "../../core/storing/stored-sessions.ts";
import { type Command, type CommandContext, count, serverStore } from "../command.ts";

/** Sessions asked for at a time, however many are to be printed. */
const pageSize = 200;

export const list: Command = {
  usage: "list",
  summary: "live sessions: id, user, keys, size, last change, end",
  example: "list --user 7 --limit 200",
  options: {
    user: { type: "string", about: "only those bound to this user" },
    text: { type: "string", about: "only those with this text in a key or value" },
    limit: { type: "string", about: "how many (50)" },
  },
  async run(context) {
    const limit = count(context, "limit", 50);
    const { user, text } = context.options as { user?: string; text?: string };
    const stored = new StoredSessions(await serverStore(context));
    let left = limit;
    let cursor: string | undefined;
    do {
      const page = await stored.list({ cursor, limit: Math.min(left, pageSize), user, text });
      if (left === limit && page.sessions.size > 0 && !context.json) context.print(line(heads));
      for (const [id, session] of page.sessions) print(id, session, context);
      left -= page.sessions.size;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined && left > 0 && !context.signal.aborted);
    if (left === limit) context.progress("There are no such live sessions.");
    if (cursor === undefined) return 0;
    if (context.signal.aborted) return 130;
    context.progress(`The first ${limit}. There are more: --limit ${limit * 2}`);
    return 0;
  },
};

function print(id: SessionId, session: StoredSession, { json, print }: CommandContext): void {
  const row = {
    id,
    user: session.user,
    keys: session.entries.size,
    bytes: byteSizeOf(session.entries),
    modified: new Date(session.modifiedAt).toISOString(),
    expires: new Date(session.expiresAt).toISOString(),
  };
  print(json ? JSON.stringify(row) : line(Object.values({ ...row, user: row.user ?? "-" }).map(String)));
}

const heads = ["id", "user", "keys", "bytes", "modified", "expires"];
/** Characters; longer values push what follows to the right. */
const widths = [43, 12, 4, 8, 24, 0];
const line = (cells: readonly string[]) => cells.map((cell, n) => cell.padEnd(widths[n]!)).join("  ");
