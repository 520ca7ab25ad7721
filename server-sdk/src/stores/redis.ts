/**
 * Sessions in Redis or Valkey, a cluster included: one hash per session, every commit one script on it. Redis removes
 * sessions at their deadline by itself; whether one is alive is decided by the clock of the app all the same.
 */

import { asStoreError } from "../core/errors.ts";
import { reportRejected } from "../core/events.ts";
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
import { isDead } from "../core/stored-session.ts";
import { applyChange } from "../core/storing/apply-change.ts";
import { maxAttempts, overtakenError } from "../core/storing/attempts.ts";
import { checkWhole } from "../core/storing/number-options.ts";
import { connectOwn, type RedisClient, RedisConnection } from "./redis/connection.ts";
import { fieldsOf, pack, RedisKeys, sessionFrom, unpack } from "./redis/fields.ts";
import { countScanned, listScanned } from "./redis/listing.ts";
import { commitCall, type ScriptCall, timeToLive, touchCall } from "./redis/script-calls.ts";
import {
  commitScript,
  deleteCopiedScript,
  deleteScript,
  indexScript,
  putScript,
  type Script,
  touchScript,
  unindexScript,
} from "./redis/scripts.ts";

export interface RedisStoreOptions {
  /** Begins every key; "sessionscope:" unless set. Set it where apps share a server. */
  readonly prefix?: string;
  /** Milliseconds until an answer that has not come is an error; 3000 unless set. */
  readonly timeout?: number;
  /** The store closes the client, and connects anew when answers stay away or its server has become a replica; false unless set. */
  readonly ownsClient?: boolean;
}

const defaultTimeoutMs = 3000;
const gone: CommitResult = { outcome: "gone" };

type Reply = readonly (string | number)[];

/** Until when the index of a user holds a session. */
interface IndexEntry {
  readonly user: string;
  readonly until: number;
}

export class RedisStore implements Store {
  readonly kind = "server";
  readonly name = "Redis";
  readonly traits = { shared: true, atomic: true, selfExpiring: true };
  readonly lists = { sorts: [], expired: false };
  readonly #redis: RedisConnection;
  readonly #keys: RedisKeys;

  /**
   * `client`: connected, made with `createClient` (best with `disableOfflineQueue: true`), `createCluster` or `createSentinel`
   * of the `redis` package. Its `keyPrefix` does not apply.
   */
  constructor(client: RedisClient, options: RedisStoreOptions = {}) {
    const { timeout: timeoutMs = defaultTimeoutMs } = options;
    checkWhole("timeout", timeoutMs);
    this.#redis = new RedisConnection(client, options.ownsClient ?? false, timeoutMs);
    this.#keys = new RedisKeys(options.prefix ?? "sessionscope:");
  }

  load(id: SessionId): Promise<StoredSession | null> {
    return this.#asking("load a session", this.#load(id));
  }

  create(id: SessionId, session: StoredSession): Promise<boolean> {
    return this.#asking("create a session", this.#put(id, session, false));
  }

  commit(id: SessionId, change: Change): Promise<CommitResult> {
    return this.#asking("commit a change", this.#commit(id, change));
  }

  /** Two keys may live on two nodes: the copy is written first, then the original deleted only as it was copied. */
  rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    return this.#asking("rotate a session", this.#rotate(id, next, change));
  }

  touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    return this.#asking("touch a session", this.#touch(id, expiresAt, from));
  }

  delete(id: SessionId): Promise<boolean> {
    return this.#asking("delete a session", this.#delete(id));
  }

  /** Nothing to do: Redis has done it. */
  async *clearExpired(): AsyncGenerator<number> {}

  /** By SCAN: a session is never skipped; while Redis resizes its tables one may come twice, on different pages. */
  list(query: ListQuery): Promise<SessionPage> {
    const listed = listScanned(query, this.#redis, this.#keys, (ids) => this.#loadMany(ids));
    return this.#asking("list sessions", listed);
  }

  /** `null` for the dead: Redis has removed them. */
  count(of: "all" | "expired"): Promise<SessionCount | null> {
    const counted = of === "all" ? countScanned(this.#redis, this.#keys) : Promise.resolve(null);
    return this.#asking("count sessions", counted);
  }

  close(): Promise<void> {
    return this.#redis.close();
  }

  #asking<T>(doing: string, answer: Promise<T>): Promise<T> {
    return answer.catch((error: unknown) => {
      throw asStoreError(doing, this, error);
    });
  }

  async #load(id: SessionId): Promise<StoredSession | null> {
    return this.#read(id, await this.#redis.fields(this.#keys.session(id)));
  }

  async #loadMany(ids: readonly SessionId[]): Promise<readonly (StoredSession | null)[]> {
    const hashes = await this.#redis.manyFields(ids.map((id) => this.#keys.session(id)));
    return hashes.map((hash, at) => this.#read(ids[at]!, hash));
  }

  /** `null` for `hash`: something else lies under the key, which is as unreadable as a hash that holds no session. */
  #read(id: SessionId, hash: readonly string[] | null): StoredSession | null {
    const session = hash && sessionFrom(hash);
    if (session) return isDead(session) ? null : session;
    if (hash === null || hash.length > 0) {
      reportRejected({ reason: "corrupted", id, store: this.name, detail: "not a session's hash" });
    }
    return null;
  }

  async #commit(id: SessionId, change: Change): Promise<CommitResult> {
    const call = commitCall(change);
    const entry = change.user ? await this.#index(change.user, id, change.expiry.expiresAt) : null;
    let reply = await this.#run(commitScript, id, call, entry);
    if (reply[0] === "index") reply = await this.#runIndexed(commitScript, id, call, reply);
    if (reply[0] === "gone") return gone;
    if (reply[0] === "stored") return { outcome: "stored", revision: Number(reply[1]) };
    const expected = [...(change.expect ?? [])];
    return { outcome: "conflict", keys: reply.slice(1).map((place) => expected[Number(place) - 1]![0]) };
  }

  async #rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    for (let tries = 0; tries < maxAttempts; tries++) {
      const stored = await this.#load(id);
      if (stored === null) return gone;
      const applied = applyChange(stored, change);
      if (applied.outcome === "conflict") return applied;
      await this.#put(next, applied.session, true);
      const copied = `${Date.now()} ${stored.revision} ${stored.expiresAt}`;
      const [outcome] = (await this.#redis.run(deleteCopiedScript, this.#keys.session(id), [copied])) as Reply;
      if (outcome === "stored") {
        await this.#unindex(stored.user, id);
        return { outcome, revision: applied.session.revision };
      }
      if (outcome === "gone") {
        await this.#delete(next);
        return gone;
      }
    }
    await this.#delete(next);
    throw overtakenError("the session");
  }

  async #touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    const call = touchCall(expiresAt, from);
    let reply = await this.#run(touchScript, id, call, null);
    if (reply[0] === "index") reply = await this.#runIndexed(touchScript, id, call, reply);
    return reply[0] === "stored";
  }

  async #put(id: SessionId, session: StoredSession, replace: boolean): Promise<boolean> {
    const { until } = session.user === null ? { until: 0 } : await this.#index(session.user, id, session.expiresAt);
    const args = [timeToLive(session.expiresAt), replace ? "1" : "0", ...fieldsOf(session, until)];
    return (await this.#redis.run(putScript, this.#keys.session(id), args)) === 1;
  }

  async #delete(id: SessionId): Promise<boolean> {
    const [existed, user] = (await this.#redis.run(deleteScript, this.#keys.session(id), [])) as Reply;
    if (user) await this.#unindex(unpack(String(user)), id);
    return existed === 1;
  }

  /** Runs a script that writes only what the user's index covers. `held`: that index, when it has just been told. */
  #run(script: Script, id: SessionId, { facts, texts }: ScriptCall, entry: IndexEntry | null): Promise<Reply> {
    const now = Date.now();
    const args = entry
      ? [`${now} ${entry.until} ${facts}`, pack(entry.user), ...texts]
      : [`${now} - ${facts}`, ...texts];
    return this.#redis.run(script, this.#keys.session(id), args) as Promise<Reply>;
  }

  /**
   * Once more after a refusal, with the index it asks for: that then holds at least every session of the user, whatever
   * happens between the steps.
   */
  async #runIndexed(script: Script, id: SessionId, call: ScriptCall, refusal: Reply): Promise<Reply> {
    let reply = refusal;
    for (let tries = 0; tries < maxAttempts; tries++) {
      const [, user, deadline] = reply;
      reply = await this.#run(script, id, call, await this.#index(unpack(String(user)), id, Number(deadline)));
      if (reply[0] !== "index") return reply;
    }
    throw overtakenError("the session's user");
  }

  /** Notes the session in the user's index, twice as long as it would live: then not every renewal has to come back. */
  async #index(user: string, id: SessionId, deadline: number): Promise<IndexEntry> {
    const now = Date.now();
    const until = deadline + Math.max(0, deadline - now);
    await this.#redis.run(indexScript, this.#keys.userIndex(user), [String(now), id, String(until)]);
    return { user, until };
  }

  /** For an id that is gone for good. What stays behind runs out by itself. */
  async #unindex(user: string | null, id: SessionId): Promise<void> {
    if (user !== null) await this.#redis.run(unindexScript, this.#keys.userIndex(user), [id]).catch(() => {});
  }
}

/**
 * `redis://`, `rediss://`, `valkey://` or `valkeys://user:password@host:port/database`, with `?prefix=` and `?cluster`.
 * @throws MissingDriverError when the package `redis` is not installed, StoreError when there is no server.
 */
export async function open(url: URL): Promise<RedisStore> {
  const server = new URL(url.href.replace(/^valkey/, "redis"));
  server.search = "";
  try {
    const client = await connectOwn(server, url.searchParams.has("cluster"), defaultTimeoutMs);
    return new RedisStore(client, { prefix: url.searchParams.get("prefix") ?? undefined, ownsClient: true });
  } catch (error) {
    throw asStoreError("connect", { name: "Redis" }, error);
  }
}
