/** Pages of sessions, in the order of their ids, which no commit and no touch changes, or of a column that has an index. */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { SessionId } from "../../core/session-key.ts";
import type { Listing, ListQuery, SessionPage, StoredSession } from "../../core/store.ts";
import { containsText } from "../../core/stored-session.ts";
import { isHere, type LocalEngine, type Outcome, type ServerEngine, type Step } from "./engine.ts";
import type { ListStatements, Order, PageShape } from "./list-statements.ts";
import { encodeText, type SessionRow } from "./schema.ts";

/** There is no index by creation: every creation would pay for it. */
export const databaseLists: Listing = { sorts: ["modified", "expires"], expired: true };

/** How many stretches of the table one page looks through. With fewer matches in them it ends early. */
const mostStretches = 20;
/** The first stretch is short, for a page that finds enough at once; each is longer than the one before, by this factor. */
const longer = 2;

/** A row in an order: what the column holds (0 in the order of the ids), and the id. */
interface Place {
  readonly at: number;
  readonly id: string;
}

/** `read` answers `null` for a row that holds no session: it is passed over. */
export async function listSessions(
  query: ListQuery,
  statements: ListStatements,
  engine: LocalEngine | ServerEngine,
  run: (step: Step) => Promise<Outcome>,
  read: (row: SessionRow) => StoredSession | null,
): Promise<SessionPage> {
  const { cursor, limit, text = "", user, signedIn, state = "live" } = query;
  // Databases cannot search for NUL or half a surrogate pair; `containsText` decides in any case.
  const searchable = text !== "" && text.isWellFormed() && !text.includes("\0");
  const sessions = new Map<SessionId, StoredSession>();
  const order = orderOf(query);
  // No statement may take long, however rare the matches are. So a search goes through the table in stretches, and so does
  // any listing in SQLite, where dead rows in the way hold up this process. One user's sessions have an index.
  const inStretches = user === undefined && hasRowsInTheWay(query, engine);
  let after = cursor === undefined ? beginning(order) : placeIn(cursor, order);
  for (let stretches = 1; ; stretches++) {
    const until = inStretches ? await stretchEnd(after, (limit + 1) * longer ** stretches) : null;
    const shape: PageShape = {
      order,
      until: until !== null,
      state,
      user: user !== undefined,
      signedIn,
      text: searchable,
    };
    const { rows } = await run({
      statement: statements.page(limit + 1, shape),
      values: {
        at: after.at,
        after: after.id,
        until_at: until?.at ?? null,
        until: until?.id ?? null,
        now: Date.now(),
        user: encodeText(user ?? null),
        text,
        json_text: JSON.stringify(text).slice(1, -1),
      },
    });
    for (const row of rows) {
      const session = read(row);
      if (session && containsText(session, text)) {
        if (sessions.size === limit) return { sessions, next: cursorText(after, order) };
        sessions.set(row.id as SessionId, session);
      }
      after = placeOf(row, order);
    }
    const sawAll = rows.length <= limit;
    if (sawAll && until === null) return { sessions, next: null };
    if (sawAll && until !== null) after = until;
    if (stretches >= mostStretches) return { sessions, next: cursorText(after, order) };
    await nextTurn();
  }

  async function stretchEnd({ at, id }: Place, rows: number): Promise<Place | null> {
    const statement = statements.stretch(Math.min(rows, engine.mostLookedAt), order);
    const [last] = (await run({ statement, values: { at, after: id } })).rows;
    return last ? placeOf(last, order) : null;
  }
}

/** Rows that a page passes over lie between those that it shows. */
function hasRowsInTheWay(
  { text = "", signedIn, state = "live", sort }: ListQuery,
  engine: LocalEngine | ServerEngine,
): boolean {
  if (text !== "" || signedIn !== undefined) return true;
  if (state === "any") return false;
  // Their own index holds the expired ones together.
  if (state === "expired") return sort !== undefined && sort.by !== "expires";
  return isHere(engine) || sort !== undefined;
}

function orderOf({ sort, state }: ListQuery): Order {
  if (sort) return { column: sort.by === "modified" ? "modified_at" : "expires_at", descending: sort.descending };
  return { column: state === "expired" ? "expires_at" : null, descending: false };
}

/** Before the first row. No time is outside of the safe integers. */
function beginning({ descending }: Order): Place {
  return { at: descending ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER, id: "" };
}

const placeOf = (row: SessionRow, { column }: Order): Place => ({ at: column ? row[column] : 0, id: row.id });

const cursorText = ({ at, id }: Place, { column }: Order): string => (column ? `${at}:${id}` : id);

function placeIn(cursor: string, { column }: Order): Place {
  if (column === null) return { at: 0, id: cursor };
  const [at = "", id = ""] = cursor.split(":");
  return { at: Number(at), id };
}
