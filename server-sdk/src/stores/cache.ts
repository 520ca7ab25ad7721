/**
 * Sessions in a cache, what Django's cache engine is: Memcached, or any backend of Keyv. A cache forgets when it needs
 * room or restarts, and that is a logout. It can neither list sessions nor find those of a user.
 */

import type { Keyv } from "keyv";
import { asStoreError, SettingError } from "../core/errors.ts";
import { reportRejected } from "../core/events.ts";
import type { SessionId } from "../core/session-key.ts";
import type { Change, CommitResult, Store, StoredSession, StoreTraits } from "../core/store.ts";
import { isDead } from "../core/stored-session.ts";
import { applyChange, movesDeadline } from "../core/storing/apply-change.ts";
import { maxAttempts, overtakenError } from "../core/storing/attempts.ts";
import { decodeSession, encodeSession } from "../core/storing/session-record.ts";
import type { CacheBackend } from "./cache/backend.ts";
import { KeyvBackend } from "./cache/keyv.ts";
import { Memcached } from "./cache/memcached.ts";

export { Memcached } from "./cache/memcached.ts";

export interface CacheStoreOptions {
  /** Begins every key; "sessionscope:session:" unless set. */
  readonly prefix?: string;
}

export interface KeyvStoreOptions extends CacheStoreOptions {
  /** Milliseconds until an answer that has not come is an error; 3000 unless set. */
  readonly timeout?: number;
}

interface Got {
  readonly session: StoredSession;
  readonly token: string;
}

const gone: CommitResult = { outcome: "gone" };

export class CacheStore implements Store {
  readonly kind = "server";
  readonly name: string;
  readonly traits: StoreTraits;
  readonly #cache: CacheBackend;
  readonly #prefix: string;
  /** The last piece of work on each session: within a process, writers take turns. */
  readonly #turns = new Map<SessionId, Promise<unknown>>();

  /** @throws SettingError for a prefix that cannot begin a key. */
  constructor(cache: CacheBackend, { prefix = "sessionscope:session:" }: CacheStoreOptions = {}) {
    if (!/^[!-~]{0,150}$/.test(prefix)) {
      throw new SettingError("store", "the prefix cannot begin a key.", "Use up to 150 letters, digits and signs.");
    }
    this.name = `Cache (${cache.name})`;
    this.traits = { shared: cache.shared, atomic: cache.atomic, selfExpiring: true };
    this.#cache = cache;
    this.#prefix = prefix;
  }

  /**
   * `addresses`: "host" or "host:port", 11211 unless given. Several share the sessions out among them; every process must
   * name the same ones.
   */
  static memcached(addresses: string | readonly string[], options?: CacheStoreOptions): CacheStore {
    return new CacheStore(new Memcached(typeof addresses === "string" ? [addresses] : addresses), options);
  }

  /** Not atomic between processes: see `traits`. The instance stays the app's to disconnect. */
  static keyv(keyv: Keyv, options?: KeyvStoreOptions): CacheStore {
    return new CacheStore(new KeyvBackend(keyv, options), options);
  }

  load(id: SessionId): Promise<StoredSession | null> {
    return this.#asking("load a session", async () => (await this.#get(id))?.session ?? null);
  }

  create(id: SessionId, session: StoredSession): Promise<boolean> {
    return this.#inTurn("create a session", id, () =>
      this.#cache.add(this.#key(id), encodeSession(session), session.expiresAt),
    );
  }

  commit(id: SessionId, change: Change): Promise<CommitResult> {
    return this.#inTurn("commit a change", id, () =>
      this.#trying(async () => {
        const got = await this.#get(id);
        if (got === null) return gone;
        const applied = applyChange(got.session, change);
        if (applied.outcome === "conflict") return applied;
        if (!(await this.#replace(id, applied.session, got.token))) return undefined;
        return { outcome: "stored", revision: applied.session.revision };
      }),
    );
  }

  /** Two keys cannot change in one step: the copy is written first, then the original removed only as it was copied. */
  rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    return this.#inTurn("rotate a session", id, () =>
      this.#trying(async () => {
        // An earlier attempt may have left an outdated copy there.
        await this.#cache.remove(this.#key(next));
        const got = await this.#get(id);
        if (got === null) return gone;
        const applied = applyChange(got.session, change);
        if (applied.outcome === "conflict") return applied;
        await this.#cache.add(this.#key(next), encodeSession(applied.session), applied.session.expiresAt);
        const removed = await this.#cache.remove(this.#key(id), got.token);
        return removed === "removed" ? { outcome: "stored", revision: applied.session.revision } : undefined;
      }),
    );
  }

  touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    return this.#inTurn("touch a session", id, () =>
      this.#trying(async () => {
        const got = await this.#get(id);
        if (got === null) return false;
        if (!movesDeadline(got.session, from, undefined)) return true;
        return (await this.#replace(id, { ...got.session, expiresAt }, got.token)) ? true : undefined;
      }),
    );
  }

  delete(id: SessionId): Promise<boolean> {
    return this.#inTurn("delete a session", id, async () => (await this.#cache.remove(this.#key(id))) === "removed");
  }

  /** Nothing to do: caches drop what has run out. */
  async *clearExpired(): AsyncGenerator<number> {}

  async close(): Promise<void> {
    await Promise.all(this.#turns.values());
    await this.#cache.close();
  }

  #key(id: SessionId): string {
    return this.#prefix + id;
  }

  async #get(id: SessionId): Promise<Got | null> {
    const item = await this.#cache.get(this.#key(id));
    if (item === null) return null;
    const session = decodeSession(item.text);
    if (session === null) {
      reportRejected({ reason: "corrupted", id, store: this.name, detail: "not a session" });
      return null;
    }
    return isDead(session) ? null : { session, token: item.token };
  }

  #replace(id: SessionId, session: StoredSession, token: string): Promise<boolean> {
    return this.#cache.replace(this.#key(id), encodeSession(session), session.expiresAt, token);
  }

  /** Tries again from the start as long as the attempt answers `undefined`: somebody else has changed the session. */
  async #trying<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 0; tries < maxAttempts; tries++) {
      const result = await attempt();
      if (result !== undefined) return result;
    }
    throw overtakenError("the session");
  }

  #inTurn<T>(doing: string, id: SessionId, work: () => Promise<T>): Promise<T> {
    const result = this.#asking(doing, async () => {
      await this.#turns.get(id);
      return work();
    });
    const turn = result.then(
      () => {},
      () => {},
    );
    this.#turns.set(id, turn);
    void turn.then(() => {
      if (this.#turns.get(id) === turn) this.#turns.delete(id);
    });
    return result;
  }

  async #asking<T>(doing: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw asStoreError(doing, this, error);
    }
  }
}

/** `memcached://host:port`, with `?server=host:port` for each further one, and `?prefix=`. */
export async function open(url: URL): Promise<CacheStore> {
  const prefix = url.searchParams.get("prefix") ?? undefined;
  return CacheStore.memcached([url.host, ...url.searchParams.getAll("server")], { prefix });
}
