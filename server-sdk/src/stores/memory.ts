/**
 * Sessions in this process, for tests, development and single-process apps: they end with it. Every operation runs to
 * its end without waiting, which makes it atomic. Bounded: what has not been used for long makes room for the new.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { SessionTooLargeError } from "../core/errors.ts";
import type { SessionId } from "../core/session-key.ts";
import type {
  Change,
  CommitResult,
  ListQuery,
  SessionCount,
  SessionPage,
  Store,
  StoredSession,
} from "../core/store.ts";
import { copyOf, isDead, unitSizeOf } from "../core/stored-session.ts";
import { applyChange, movesDeadline } from "../core/storing/apply-change.ts";
import { checkWhole } from "../core/storing/number-options.ts";
import { type ListedSession, listKept, memoryLists } from "./memory/listing.ts";

export interface MemoryStoreOptions {
  /** Most sessions kept at once; 100,000 unless set. */
  readonly maxSessions?: number;
  /** Most bytes kept at once, by estimate; 256 MiB unless set. */
  readonly maxBytes?: number;
}

/** One session in its place. Stored sessions are never changed, only replaced, so they can be handed out as they are. */
interface KeptSession extends ListedSession {
  session: StoredSession;
  bytes: number;
  /** Since the hand last passed. */
  used: boolean;
}

const gone: CommitResult = { outcome: "gone" };
/** Estimates of what the engine needs around the texts, measured on Node 24. */
const sessionOverhead = 600;
const entryOverhead = 80;

export class MemoryStore implements Store {
  readonly kind = "server";
  readonly name = "Memory";
  readonly traits = { shared: false, atomic: true, selfExpiring: false };
  readonly lists = memoryLists;
  // Not in a class that extends this one with a `create`, `commit` or `rotate` of its own: that is then asked.
  readonly createNow?: (id: SessionId, session: StoredSession) => boolean;
  readonly commitNow?: (id: SessionId, change: Change) => CommitResult;
  readonly rotateNow?: (id: SessionId, next: SessionId, change: Change) => CommitResult;
  readonly #sessions = new Map<SessionId, KeptSession>();
  readonly #maxSessions: number;
  readonly #maxBytes: number;
  #bytes = 0;
  #sequence = 0;
  /** Where the search for something to evict stopped; goes round and round (the CLOCK algorithm: no bookkeeping on reads). */
  #hand: MapIterator<[SessionId, KeptSession]> = this.#sessions.entries();

  /** @throws SettingError for a limit that is none. */
  constructor({ maxSessions = 100_000, maxBytes = 256 * 1024 * 1024 }: MemoryStoreOptions = {}) {
    checkWhole("maxSessions", maxSessions, Number.MAX_SAFE_INTEGER);
    checkWhole("maxBytes", maxBytes, Number.MAX_SAFE_INTEGER);
    this.#maxSessions = maxSessions;
    this.#maxBytes = maxBytes;
    const { create, commit, rotate } = MemoryStore.prototype;
    if (this.create === create) this.createNow = (id, session) => this.#create(id, session);
    if (this.commit === commit) this.commitNow = (id, change) => this.#commit(id, change);
    if (this.rotate === rotate) this.rotateNow = (id, next, change) => this.#rotate(id, next, change);
  }

  loadNow(id: SessionId): StoredSession | null {
    return this.#live(id)?.session ?? null;
  }

  async load(id: SessionId): Promise<StoredSession | null> {
    return this.loadNow(id);
  }

  /** @throws SessionTooLargeError when the session alone is more than `maxBytes`. */
  async create(id: SessionId, session: StoredSession): Promise<boolean> {
    return this.#create(id, session);
  }

  /** @throws SessionTooLargeError when the session alone is more than `maxBytes`. */
  async commit(id: SessionId, change: Change): Promise<CommitResult> {
    return this.#commit(id, change);
  }

  /** @throws SessionTooLargeError when the session alone is more than `maxBytes`. */
  async rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    return this.#rotate(id, next, change);
  }

  async touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    const kept = this.#live(id);
    if (!kept) return false;
    if (movesDeadline(kept.session, from, undefined)) kept.session = { ...kept.session, expiresAt };
    return true;
  }

  async delete(id: SessionId): Promise<boolean> {
    const kept = this.#sessions.get(id);
    if (!kept) return false;
    this.#remove(id, kept);
    return true;
  }

  async *clearExpired(batch: number, signal: AbortSignal): AsyncGenerator<number> {
    let removed = 0;
    let seen = 0;
    for (const [id, kept] of this.#sessions) {
      if (signal.aborted) break;
      if (isDead(kept.session)) {
        this.#remove(id, kept);
        removed++;
      }
      // Looking costs time too: among a million living, others must get their turn.
      if (++seen % batch !== 0) continue;
      if (removed > 0) yield removed;
      removed = 0;
      await nextTurn();
    }
    if (removed > 0) yield removed;
  }

  async list(query: ListQuery): Promise<SessionPage> {
    return listKept(this.#sessions, query);
  }

  async loadAny(id: SessionId): Promise<StoredSession | null> {
    return this.#sessions.get(id)?.session ?? null;
  }

  async count(of: "all" | "expired"): Promise<SessionCount> {
    let count = this.#sessions.size;
    if (of === "expired") for (const { session } of this.#sessions.values()) if (!isDead(session)) count--;
    return { count, exact: true };
  }

  #live(id: SessionId): KeptSession | undefined {
    const kept = this.#sessions.get(id);
    if (!kept || isDead(kept.session)) return undefined;
    kept.used = true;
    return kept;
  }

  #commit(id: SessionId, change: Change): CommitResult {
    const kept = this.#live(id);
    if (!kept) return gone;
    const applied = applyChange(kept.session, change);
    if (applied.outcome === "conflict") return applied;
    const bytes = this.#measured(applied.session);
    this.#bytes += bytes - kept.bytes;
    kept.session = applied.session;
    kept.bytes = bytes;
    this.#makeRoom(id);
    return { outcome: "stored", revision: applied.session.revision };
  }

  #create(id: SessionId, session: StoredSession): boolean {
    if (this.#sessions.has(id)) return false;
    this.#put(id, { ...session, entries: copyOf(session.entries) });
    return true;
  }

  #rotate(id: SessionId, next: SessionId, change: Change): CommitResult {
    const kept = this.#live(id);
    if (!kept) return gone;
    const applied = applyChange(kept.session, change);
    if (applied.outcome === "conflict") return applied;
    this.#put(next, applied.session);
    this.#remove(id, kept);
    return { outcome: "stored", revision: applied.session.revision };
  }

  #put(id: SessionId, session: StoredSession): void {
    const bytes = this.#measured(session);
    this.#sessions.set(id, { session, bytes, used: false, sequence: this.#sequence++ });
    this.#bytes += bytes;
    this.#makeRoom(id);
  }

  #remove(id: SessionId, kept: KeptSession): void {
    this.#sessions.delete(id);
    this.#bytes -= kept.bytes;
  }

  #measured({ entries, user, expiry }: StoredSession): number {
    const units = unitSizeOf(entries) + (user?.length ?? 0) + (expiry?.length ?? 0);
    const bytes = units * 2 + entries.size * entryOverhead + sessionOverhead;
    if (bytes > this.#maxBytes) {
      throw new SessionTooLargeError(bytes, this.#maxBytes, "Store less in it, or raise maxBytes of MemoryStore.");
    }
    return bytes;
  }

  /** Evicts the dead and those unused since the hand last passed, but never `keep`, until the bounds hold. */
  #makeRoom(keep: SessionId): void {
    while (this.#sessions.size > this.#maxSessions || this.#bytes > this.#maxBytes) {
      const step = this.#hand.next();
      if (step.done) {
        this.#hand = this.#sessions.entries();
        continue;
      }
      const [id, kept] = step.value;
      if (id === keep) continue;
      if (kept.used && !isDead(kept.session)) kept.used = false;
      else this.#remove(id, kept);
    }
  }
}

/** `memory:` */
export async function open(): Promise<MemoryStore> {
  return new MemoryStore();
}
