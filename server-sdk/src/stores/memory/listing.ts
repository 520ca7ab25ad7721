/** Pages of sessions in memory: in the order in which they were made, or in any other. */

import type { SessionId } from "../../core/session-key.ts";
import type { Listing, ListQuery, ListSort, SessionPage, StoredSession } from "../../core/store.ts";
import { meetsQuery } from "../../core/stored-session.ts";

export interface ListedSession {
  readonly session: StoredSession;
  /** Grows in the order of the map. */
  readonly sequence: number;
}

export const memoryLists: Listing = { sorts: ["modified", "created", "expires"], expired: true };

type Sessions = ReadonlyMap<SessionId, ListedSession>;

export function listKept(sessions: Sessions, query: ListQuery): SessionPage {
  return query.sort ? listSorted(sessions, query, query.sort) : listInOrder(sessions, query);
}

function listInOrder(kept: Sessions, query: ListQuery): SessionPage {
  const after = Number(query.cursor ?? -1);
  const sessions = new Map<SessionId, StoredSession>();
  let last = after;
  for (const [id, { session, sequence }] of kept) {
    if (sequence <= after || !meetsQuery(session, query)) continue;
    if (sessions.size === query.limit) return { sessions, next: `${last}` };
    sessions.set(id, session);
    last = sequence;
  }
  return { sessions, next: null };
}

/** Where a session stands: the moment it is sorted by, and its sequence where that is the same. Ascending. */
type Place = readonly [at: number, sequence: number];

function listSorted(kept: Sessions, query: ListQuery, sort: ListSort): SessionPage {
  const after = query.cursor?.split(":").map(Number) as Place | undefined;
  // The places so far, the last one first; never more than one beyond the page.
  const first: { readonly id: SessionId; readonly session: StoredSession; readonly place: Place }[] = [];
  for (const [id, { session, sequence }] of kept) {
    if (!meetsQuery(session, query)) continue;
    const place = placeOf(session, sequence, sort);
    if (after && compare(place, after) <= 0) continue;
    if (first.length > query.limit && compare(place, first[0]!.place) > 0) continue;
    first.splice(rankIn(first, place), 0, { id, session, place });
    if (first.length > query.limit + 1) first.shift();
  }
  const more = first.length > query.limit;
  const page = (more ? first.slice(1) : first).reverse();
  return {
    sessions: new Map(page.map(({ id, session }) => [id, session])),
    next: more ? page.at(-1)!.place.join(":") : null,
  };
}

function placeOf({ modifiedAt, createdAt, expiresAt }: StoredSession, sequence: number, sort: ListSort): Place {
  const at = { modified: modifiedAt, created: createdAt, expires: expiresAt }[sort.by];
  return sort.descending ? [-at, -sequence] : [at, sequence];
}

const compare = (a: Place, b: Place): number => a[0] - b[0] || a[1] - b[1];

/** By bisection: how many of the places come after this one. */
function rankIn(places: readonly { readonly place: Place }[], place: Place): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(places[middle]!.place, place) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
