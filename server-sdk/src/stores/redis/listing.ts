/** Pages of sessions in the order of SCAN, or of a user's index; and an estimate of their number. */

import type { SessionId } from "../../core/session-key.ts";
import type { ListQuery, SessionCount, SessionPage, StoredSession } from "../../core/store.ts";
import { meetsQuery } from "../../core/stored-session.ts";
import type { RedisConnection } from "./connection.ts";
import type { RedisKeys } from "./fields.ts";
import { indexedScript } from "./scripts.ts";

/** Steps of SCAN that one page may take when nearly nothing is found. */
const maxScans = 50;
/** Keys that one step looks at where few of them are wanted. */
const longStep = 1000;
const shortStep = 10;

/** Where a listing is: which node, SCAN's cursor there, how many keys the step looks at, and the last id taken from it. */
interface Position {
  readonly node: number;
  readonly scan: string;
  /** The same step must look at the same keys again. */
  readonly keys: number;
  readonly after: string;
}

interface Step {
  readonly ids: readonly SessionId[];
  readonly next: Pick<Position, "node" | "scan"> | null;
}

export async function listScanned(
  query: ListQuery,
  redis: RedisConnection,
  keys: RedisKeys,
  load: (ids: readonly SessionId[]) => Promise<readonly (StoredSession | null)[]>,
): Promise<SessionPage> {
  const { cursor, limit, user } = query;
  const sessions = new Map<SessionId, StoredSession>();
  let position = cursor === undefined ? { node: 0, scan: "0", keys: stepFor(query), after: "" } : positionIn(cursor);
  for (let scans = 0; scans < maxScans && sessions.size < limit; scans++) {
    const step = await (user === undefined ? scanned(position) : indexed(user));
    if (step === null) return { sessions, next: null };
    const { after } = position;
    const ids = step.ids.filter((id) => id > after).sort();
    while (ids.length > 0) {
      if (sessions.size === limit) return { sessions, next: cursorText(position) };
      const some = ids.splice(0, limit - sessions.size);
      for (const [at, session] of (await load(some)).entries()) {
        if (session !== null && meetsQuery(session, query)) sessions.set(some[at]!, session);
      }
      position = { ...position, after: some.at(-1)! };
    }
    if (step.next === null) return { sessions, next: null };
    position = { ...step.next, keys: step.ids.length === 0 ? longStep : stepFor(query), after: "" };
  }
  return { sessions, next: cursorText(position) };

  async function scanned({ node, scan, keys: count }: Position): Promise<Step | null> {
    const found = await redis.scan(node, scan, keys.allSessions, count);
    if (found === null) return null;
    const ids = new Set(found.keys.map((key) => keys.idOf(key)).filter((id) => id !== null));
    return { ids: [...ids], next: found.next === "0" ? { node: node + 1, scan: "0" } : { node, scan: found.next } };
  }

  async function indexed(owner: string): Promise<Step> {
    const ids = await redis.run(indexedScript, keys.userIndex(owner), [String(Date.now())]);
    return { ids: ids as SessionId[], next: null };
  }
}

/** Few keys where every session is wanted: of what a step finds beyond the page, the next one asks again. */
function stepFor({ limit, text = "", signedIn }: ListQuery): number {
  return text !== "" || signedIn !== undefined ? longStep : Math.min(Math.max(limit, shortStep), longStep);
}

function positionIn(cursor: string): Position {
  const [node = "0", scan = "0", keys = "", after = ""] = cursor.split(":");
  return { node: Number(node), scan, keys: Number(keys), after };
}

const cursorText = ({ node, scan, keys, after }: Position): string => `${node}:${scan}:${keys}:${after}`;

/** All keys, and the share of sessions among some of each node. Where these are all there are, the number is exact. */
export async function countScanned(redis: RedisConnection, keys: RedisKeys): Promise<SessionCount> {
  let [seen, ours, exact] = [0, 0, true];
  for (let node = 0; ; node++) {
    const found = await redis.scan(node, "0", "*", longStep);
    if (found === null) break;
    seen += found.keys.length;
    ours += found.keys.filter((key) => keys.idOf(key) !== null).length;
    exact &&= found.next === "0";
  }
  if (exact) return { count: ours, exact };
  return { count: Math.round((ours / Math.max(seen, 1)) * (await redis.size())), exact };
}
