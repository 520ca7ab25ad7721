/**
 * What makes a logout stick. A session that a request, the panel or the app has ended stays ended, by three rules:
 *
 * 1. A session ends in the store at once, before the answer leaves (`RequestSource.remove`, `StoredSessions.delete`).
 * 2. No store brings one back: a commit, a rotation or a touch of an id that is not there answers `gone` and writes
 *    nothing (`store.ts`), and the request that wanted to save fails with `SessionInterruptedError`.
 * 3. No late answer sets its cookie again. A request may have saved the session before it ended, and be answered after
 *    it: its `Set-Cookie` would take the place of the newer one. This file remembers which ids have ended.
 *
 * A user who is logged out everywhere has nothing left anywhere: who keeps something of ended sessions listens here.
 */

import { BoundedMap } from "./bounded-map.ts";
import type { SessionId } from "./session-key.ts";
import type { ClientStore, Store } from "./store.ts";

/** As many as may end while one save is under way, and more. */
const maxRemembered = 1000;

/** The ids that have ended, or were left for another key, in this process. */
export class EndedSessions {
  readonly #ids = new BoundedMap<SessionId, true>(maxRemembered);
  readonly #listeners = new Set<(user: string) => void>();

  add(id: SessionId): void {
    this.#ids.set(id, true);
  }

  has(id: SessionId): boolean {
    return this.#ids.get(id) === true;
  }

  /** Calls the listener with each user who is logged out everywhere, until the signal is aborted. */
  onUserLogout(listener: (user: string) => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
  }

  logOut(user: string): void {
    for (const listener of this.#listeners) listener(user);
  }
}

const byStore = new WeakMap<Store | ClientStore, EndedSessions>();

/** The ended sessions of a store: one list for the requests, the panel and the app. */
export function endedSessionsOf(store: Store | ClientStore): EndedSessions {
  const known = byStore.get(store) ?? new EndedSessions();
  byStore.set(store, known);
  return known;
}
