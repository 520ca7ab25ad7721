/** Sessions outside a request: reading, listing, finding a user's, ending, clearing the dead. */

import { asStoreError, StoreError, UnsupportedError } from "../errors.ts";
import { endedSessionsOf } from "../logout.ts";
import { checkUser } from "../session-arguments.ts";
import type { SessionId } from "../session-key.ts";
import type { ClientStore, ListQuery, SessionPage, Store, StoredSession } from "../store.ts";

export interface ClearOptions {
  /** How many sessions one step may remove; requests are served between steps. */
  readonly batch?: number;
  readonly signal?: AbortSignal;
  /** Called after each batch with the number removed so far. */
  readonly onProgress?: (removed: number) => void;
}

const defaultBatch = 1000;
const pageSize = 200;
const maxRounds = 16;

export class StoredSessions {
  readonly #store: Store | ClientStore;

  constructor(store: Store | ClientStore) {
    this.#store = store;
  }

  /**
   * A live session, or `null`. Changes nothing.
   * @example
   * for await (const [id] of sessions.ofUser("ada")) await sessions.stored.read(id);
   */
  read(id: SessionId): Promise<StoredSession | null> {
    return this.#ask("load a session", (store) => store.load(id));
  }

  /**
   * Ends a session at once; a request that is using it fails at its commit. `false`: there was none.
   * @example
   * for await (const [id] of sessions.ofUser("ada")) await sessions.stored.delete(id);
   */
  delete(id: SessionId): Promise<boolean> {
    return this.#ask("delete a session", async (store) => {
      const deleted = await store.delete(id);
      if (deleted) endedSessionsOf(store).add(id);
      return deleted;
    });
  }

  /**
   * A page of live sessions.
   * @throws UnsupportedError when the store cannot list.
   * @example
   * const { sessions: page, next } = await sessions.stored.list({ limit: 50, text: "cart" });
   * [page.size, next]; // => [0, null]
   */
  list(query: ListQuery): Promise<SessionPage> {
    return this.#ask("list sessions", (store) => {
      if (!store.list) throw new UnsupportedError(`The ${store.name} store cannot list its sessions.`);
      return store.list(query);
    });
  }

  /**
   * Every live session of a user.
   * @throws TypeError for a user that is no string: nobody is bound to one.
   * @example
   * const ids = [];
   * for await (const [id] of sessions.stored.ofUser("ada")) ids.push(id);
   * ids; // => []
   */
  async *ofUser(user: string): AsyncGenerator<readonly [SessionId, StoredSession]> {
    checkUser(user, "ofUser");
    let cursor: string | undefined;
    do {
      const page = await this.list({ user, limit: pageSize, cursor });
      yield* page.sessions;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }

  /**
   * Ends every session of a user but those of `keep`. It looks again until it finds none, so that sessions that begin or
   * get a new key meanwhile end too. Nor can the panel undo the end of one. @throws StoreError when there is no end to them.
   * @returns how many ended.
   * @example
   * await sessions.stored.deleteOfUser("ada"); // => 0
   */
  async deleteOfUser(user: string, keep: readonly SessionId[] = []): Promise<number> {
    const logouts = endedSessionsOf(this.#store);
    logouts.logOut(user);
    try {
      return await this.#endAll(user, keep);
    } finally {
      // One may have ended otherwise meanwhile.
      logouts.logOut(user);
    }
  }

  async #endAll(user: string, keep: readonly SessionId[]): Promise<number> {
    let ended = 0;
    for (let look = 0; look < maxRounds; look++) {
      const ids: SessionId[] = [];
      for await (const [id] of this.ofUser(user)) if (!keep.includes(id)) ids.push(id);
      if (ids.length === 0) return ended;
      const deleted = await Promise.all(ids.map((id) => this.delete(id)));
      ended += deleted.filter(Boolean).length;
    }
    throw new StoreError("end all sessions of a user", this.#store.name, "new ones kept coming");
  }

  /**
   * Removes dead sessions (Django's `clear_expired`), batch by batch.
   * @returns how many went. Stores that expire by themselves answer 0.
   * @example
   * await sessions.stored.clearExpired({ onProgress: (removed) => console.log(`${removed} removed`) }); // => 0
   */
  async clearExpired({ batch = defaultBatch, signal, onProgress }: ClearOptions = {}): Promise<number> {
    if (!Number.isInteger(batch) || batch < 1)
      throw new RangeError(`clearExpired: batch must be a whole number, at least 1, not ${batch}.`);
    let removed = 0;
    const store = this.#store;
    if (store.kind === "client") return 0;
    try {
      for await (const count of store.clearExpired(batch, signal ?? new AbortController().signal)) {
        removed += count;
        onProgress?.(removed);
      }
    } catch (error) {
      throw asStoreError("clear expired sessions", store, error);
    }
    return removed;
  }

  async #ask<T>(doing: string, question: (store: Store) => Promise<T>): Promise<T> {
    const store = this.#store;
    if (store.kind === "client") {
      throw new UnsupportedError(`Cannot ${doing}: ${store.name} sessions live in the browsers only.`);
    }
    try {
      return await question(store);
    } catch (error) {
      throw asStoreError(doing, store, error);
    }
  }
}
