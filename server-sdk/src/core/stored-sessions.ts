/** Sessions outside a request: look at them, list them, find those of a user, end them, clear away the dead. */

import { UnsupportedError } from "./errors.ts";
import { asStoreError } from "./request-source.ts";
import type { SessionId } from "./session-key.ts";
import type { ClientStore, ListQuery, SessionPage, Store, StoredSession } from "./store.ts";

export interface ClearOptions {
  /** How many sessions one step may remove; requests are served between steps. */
  readonly batch?: number;
  readonly signal?: AbortSignal;
  /** Called after each batch with the number removed so far. */
  readonly onProgress?: (removed: number) => void;
}

const defaultBatch = 1000;
const pageSize = 200;

export class StoredSessions {
  readonly #store: Store | ClientStore;

  constructor(store: Store | ClientStore) {
    this.#store = store;
  }

  /** A live session, or `null`. Changes nothing. */
  read(id: SessionId): Promise<StoredSession | null> {
    return this.#ask("load a session", (store) => store.load(id));
  }

  /** Ends a session at once; a request that is using it fails at its commit. `false`: there was none. */
  delete(id: SessionId): Promise<boolean> {
    return this.#ask("delete a session", (store) => store.delete(id));
  }

  /** A page of live sessions. @throws UnsupportedError when the store cannot list. */
  list(query: ListQuery): Promise<SessionPage> {
    return this.#ask("list sessions", (store) => {
      if (!store.list) throw new UnsupportedError(`The ${store.name} store cannot list its sessions.`);
      return store.list(query);
    });
  }

  /** Every live session of a user. */
  async *ofUser(user: string): AsyncGenerator<readonly [SessionId, StoredSession]> {
    let cursor: string | undefined;
    do {
      const page = await this.list({ user, limit: pageSize, cursor });
      yield* page.sessions;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }

  /**
   * Removes dead sessions (Django's `clear_expired`), batch by batch.
   * @returns how many went. Stores that expire by themselves answer 0.
   */
  async clearExpired({ batch = defaultBatch, signal, onProgress }: ClearOptions = {}): Promise<number> {
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
