/**
 * A cache in front of a database, for reading. The database alone decides; the cache may forget or vanish at any
 * moment. A reader that finds nothing in the cache leaves a lease there, reads the database, and fills the cache only if
 * its lease is still there. A writer updates an item or removes it, lease included, and never adds one. So nothing that
 * was read before a write can get into the cache after it.
 */

import { randomUUID } from "node:crypto";
import type { Cache } from "../core/cache.ts";
import { SettingError, StoreError } from "../core/errors.ts";
import { reportDegraded, reportRejected } from "../core/events.ts";
import type { SessionId } from "../core/session-key.ts";
import type { Change, CommitResult, Store, StoredSession, StoreTraits } from "../core/store.ts";
import { isDead } from "../core/stored-session.ts";
import { applyChange } from "../core/storing/apply-change.ts";
import { checkWhole } from "../core/storing/number-options.ts";
import { decodeSession, encodeSession } from "../core/storing/session-record.ts";
import { UntoldChanges } from "./cached-database/untold-changes.ts";

export { RedisCache } from "./cached-database/redis-cache.ts";

export interface CachedDatabaseOptions {
  /** The truth: a `DatabaseStore`, or any other atomic store. */
  readonly database: Store;
  /** One that is atomic, and that all processes share which share the database: `RedisCache`, Memcached. */
  readonly cache: Cache;
  /**
   * Milliseconds until a cached session is read from the database again; 60,000 unless set. If the cache fails just when
   * it should be told of a change or an end, other processes may see the session as it was for this long at most.
   */
  readonly lifetime?: number;
}

const leaseMark = "lease ";
/** How long a lease lasts: a reader whose read of the database takes longer does not fill the cache. */
const leaseLifetimeMs = 10_000;
/** After the cache has failed a reader, it is not asked for this long: others should not wait for it too. */
const pauseAfterFailureMs = 1000;
/** Before a logout is called a failure. */
const tellingTries = 3;

/** What the cache knows: the session, or nothing, and then perhaps a lease for us. */
interface Glimpse {
  readonly session?: StoredSession;
  readonly lease?: string;
}

export class CachedDatabaseStore implements Store {
  readonly kind = "server";
  readonly name: string;
  readonly traits: StoreTraits;
  readonly list: Store["list"];
  readonly lists: Store["lists"];
  readonly loadAny: Store["loadAny"];
  readonly count: Store["count"];
  readonly migrate: Store["migrate"];
  readonly #database: Store;
  readonly #cache: Cache;
  readonly #lifetimeMs: number;
  readonly #untold: UntoldChanges;
  #pausedUntil = 0;

  /** @throws SettingError when with these two a logout could be undone. */
  constructor({ database, cache, lifetime: lifetimeMs = 60_000 }: CachedDatabaseOptions) {
    if (!database.traits.atomic || !cache.atomic) {
      const weak = database.traits.atomic ? cache.name : database.name;
      throw new SettingError(
        "store",
        `${weak} does not change entries in one step.`,
        "Use Redis or Memcached as cache.",
      );
    }
    if (database.traits.shared && !cache.shared) {
      const problem = `other processes share ${database.name}, but not the cache ${cache.name}.`;
      throw new SettingError("store", problem, "Use a cache that they share: Redis or Memcached.");
    }
    checkWhole("lifetime", lifetimeMs);
    this.name = `${database.name} behind ${cache.name}`;
    this.traits = { ...database.traits };
    this.list = database.list?.bind(database);
    this.lists = database.lists;
    this.loadAny = database.loadAny?.bind(database);
    this.count = database.count?.bind(database);
    this.migrate = database.migrate?.bind(database);
    this.#database = database;
    this.#cache = cache;
    this.#lifetimeMs = lifetimeMs;
    this.#untold = new UntoldChanges(lifetimeMs);
  }

  async load(id: SessionId): Promise<StoredSession | null> {
    const glimpse = performance.now() < this.#pausedUntil ? {} : await this.#glimpse(id);
    if (glimpse.session) return glimpse.session;
    const session = await this.#database.load(id);
    if (glimpse.lease !== undefined) await this.#fill(id, glimpse.lease, session);
    return session;
  }

  create(id: SessionId, session: StoredSession): Promise<boolean> {
    return this.#database.create(id, session);
  }

  async commit(id: SessionId, change: Change): Promise<CommitResult> {
    const result = await this.#database.commit(id, change);
    if (result.outcome === "stored") await this.#tell(id, () => this.#update(id, change, result.revision));
    // What the writer was wrong about may have come from the cache.
    else await this.#tell(id, () => this.#forget(id));
    return result;
  }

  async rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    const result = await this.#database.rotate(id, next, change);
    await this.#tell(id, () => this.#forget(id));
    return result;
  }

  async touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    const touched = await this.#database.touch(id, expiresAt, from);
    // A deadline has no revision by which two touches could be told apart in the cache: the next reader fetches it.
    await this.#tell(id, () => this.#forget(id));
    return touched;
  }

  /** @throws StoreError when the session was ended in the database, but the cache could not be told. */
  async delete(id: SessionId): Promise<boolean> {
    // Should this process die half-way, at least what is in the cache now has gone.
    await this.#forget(id).catch(() => {});
    const deleted = await this.#database.delete(id);
    if (!(await this.#tell(id, () => this.#forget(id)))) {
      const reason = `it has ended in the database, but ${this.#cache.name} did not answer and may show it to others for ${this.#lifetimeMs} ms at most`;
      throw new StoreError("end the session for all", this.name, reason);
    }
    return deleted;
  }

  clearExpired(batch: number, signal: AbortSignal): AsyncIterable<number> {
    return this.#database.clearExpired(batch, signal);
  }

  async close(): Promise<void> {
    await this.#database.close?.();
    await this.#cache.close();
  }

  /** Looks into the cache; leaves a lease where it finds nothing. A cache that fails knows nothing. */
  async #glimpse(id: SessionId): Promise<Glimpse> {
    const key = keyOf(id);
    try {
      if (this.#untold.has(id)) {
        await this.#forget(id);
        this.#untold.delete(id);
      }
      const item = await this.#cache.get(key);
      if (item?.text.startsWith(leaseMark)) return {};
      const session = item && this.#readable(id, item.text);
      if (session) return { session };
      if (item) await this.#cache.remove(key);
      const lease = leaseMark + randomUUID();
      return (await this.#cache.add(key, lease, Date.now() + leaseLifetimeMs)) ? { lease } : {};
    } catch (error) {
      this.#pausedUntil = performance.now() + pauseAfterFailureMs;
      reportDegraded({ store: this.name, doing: "read the cache", error });
      return {};
    }
  }

  /** `null`: damaged, or past its deadline as the cache knows it; the database may know better. */
  #readable(id: SessionId, text: string): StoredSession | null {
    const session = decodeSession(text);
    if (session === null) {
      reportRejected({ reason: "corrupted", id, store: this.name, detail: "the cache does not hold a session" });
    }
    return session && !isDead(session) ? session : null;
  }

  async #fill(id: SessionId, lease: string, session: StoredSession | null): Promise<void> {
    const key = keyOf(id);
    try {
      const item = await this.#cache.get(key);
      if (item?.text !== lease) return;
      const text = session && encodeSession(session);
      const stays = text !== null && isPlain(text) && (await this.#put(key, text, item.token, session!));
      if (!stays) await this.#cache.remove(key);
    } catch (error) {
      reportDegraded({ store: this.name, doing: "fill the cache", error });
    }
  }

  /** Brings the item up to date when it is that of the revision before; otherwise removes what is older, and leases. */
  async #update(id: SessionId, change: Change, revision: number): Promise<void> {
    const key = keyOf(id);
    const item = await this.#cache.get(key);
    if (!item) return;
    const cached = item.text.startsWith(leaseMark) ? null : decodeSession(item.text);
    if (cached && cached.revision >= revision) return;
    if (cached?.revision === revision - 1) {
      const applied = applyChange(cached, change);
      if (applied.outcome === "stored") {
        const text = encodeSession(applied.session);
        if (isPlain(text) && (await this.#put(key, text, item.token, applied.session))) return;
      }
    }
    await this.#cache.remove(key);
  }

  #put(key: string, text: string, token: string, { expiresAt }: StoredSession): Promise<boolean> {
    return this.#cache.replace(key, text, Math.min(Date.now() + this.#lifetimeMs, expiresAt), token);
  }

  async #forget(id: SessionId): Promise<void> {
    await this.#cache.remove(keyOf(id));
  }

  /** Tells the cache what has changed, or at least to forget it. `false`: it did not answer; then we remember. */
  async #tell(id: SessionId, telling: () => Promise<void>): Promise<boolean> {
    let attempt = telling;
    for (let tries = 1; ; tries++) {
      try {
        await attempt();
        this.#untold.delete(id);
        return true;
      } catch (error) {
        attempt = () => this.#forget(id);
        if (tries < tellingTries) continue;
        this.#untold.add(id);
        reportDegraded({ store: this.name, doing: "tell the cache of a change", error });
        return false;
      }
    }
  }
}

const keyOf = (id: SessionId): string => `sessionscope:copy:${id}`;

/** What every cache can keep as it is. */
const isPlain = (text: string): boolean => text.isWellFormed() && !text.includes("\0");
