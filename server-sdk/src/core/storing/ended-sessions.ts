/**
 * The sessions that this process has ended or moved to another key. An answer that was prepared before must not set their
 * cookie any more: it would take the place of the one that came after.
 */

import { BoundedMap } from "../bounded-map.ts";
import type { SessionId } from "../session-key.ts";
import type { ClientStore, Store } from "../store.ts";

/** As many as may end while one save is under way, and more. */
const mostEnded = 1000;

type EndedSessions = BoundedMap<SessionId, true>;

const byStore = new WeakMap<Store | ClientStore, EndedSessions>();

/** Those of a store, whoever in this process has ended them: a request, the panel or the app. */
export function endedSessionsOf(store: Store | ClientStore): EndedSessions {
  const known = byStore.get(store) ?? new BoundedMap(mostEnded);
  byStore.set(store, known);
  return known;
}
