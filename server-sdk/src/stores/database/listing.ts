/** Pages of sessions in the order of their ids, which no commit and no touch changes. */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { SessionId } from "../../core/session-key.ts";
import type { ListQuery, SessionPage, StoredSession } from "../../core/store.ts";
import { containsText } from "../../core/stored-session.ts";
import { type Engine, isHere, type Outcome, type Step } from "./engine.ts";
import { encodeText, type SessionRow } from "./schema.ts";
import type { Statements } from "./statements.ts";

/** `read` answers `null` for a row that holds no session: it is passed over. */
export async function listSessions(
  { cursor, limit, text = "", user }: ListQuery,
  statements: Statements,
  engine: Engine,
  run: (step: Step) => Promise<Outcome>,
  read: (row: SessionRow) => StoredSession | null,
): Promise<SessionPage> {
  // Databases cannot search for NUL or half a surrogate pair; `containsText` decides in any case.
  const searchable = text !== "" && text.isWellFormed() && !text.includes("\0");
  const sessions = new Map<SessionId, StoredSession>();
  // No statement may take long, however rare the matches are. So a search for a text goes through the table in stretches, and
  // so does any listing in SQLite, where dead rows in the way hold up this process. One user's sessions have an index.
  const inStretches = user === undefined && (text !== "" || isHere(engine));
  let after = cursor ?? "";
  for (;;) {
    const until = inStretches ? await stretchEnd(after) : null;
    const { rows } = await run({
      statement: statements.page(limit + 1, { until: until !== null, user: user !== undefined, text: searchable }),
      values: {
        after,
        until,
        now: Date.now(),
        user: encodeText(user ?? null),
        text,
        json_text: JSON.stringify(text).slice(1, -1),
      },
    });
    for (const row of rows) {
      const session = read(row);
      if (session && containsText(session, text)) {
        if (sessions.size === limit) return { sessions, next: after };
        sessions.set(row.id as SessionId, session);
      }
      after = row.id;
    }
    const sawAll = rows.length <= limit;
    if (sawAll && until === null) return { sessions, next: null };
    if (sawAll && until !== null) after = until;
    await nextTurn();
  }

  async function stretchEnd(start: string): Promise<string | null> {
    const { rows } = await run({ statement: statements.stretch(engine.mostLookedAt), values: { after: start } });
    return rows[0]?.id ?? null;
  }
}
