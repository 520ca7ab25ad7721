/**
 * Sessions in Redis or Valkey, a cluster included: one hash per session, every commit one script on it. Redis removes
 * sessions at their deadline by itself; whether one is alive is decided by the clock of the app all the same.
 */

import { applyChange } from "../core/apply-change.ts";
import { MissingDriverError, StoreError } from "../core/errors.ts";
import { reportRejected } from "../core/events.ts";
import type { SessionId } from "../core/session-key.ts";
import type { Change, CommitResult, ListQuery, SessionPage, Store, StoredSession } from "../core/store.ts";
import { connectOwn, type RedisClient, RedisConnection } from "./redis/connection.ts";
import { fieldsOf, pack, packNullable, RedisKeys, sessionFrom, unpack } from "./redis/fields.ts";
import {
  commitScript,
  deleteCopiedScript,
  deleteScript,
  indexedScript,
  indexScript,
  putScript,
  touchScript,
  unindexScript,
} from "./redis/scripts.ts";

export interface RedisStoreOptions {
  /** Begins every key; "sessionscope:" unless set. Set it where apps share a server. */
  readonly prefix?: string;
  /** Milliseconds until an answer that has not come is an error; 3000 unless set. */
  readonly timeout?: number;
  /** The store closes the client, and makes it connect anew when answers stay away; false unless set. */
  readonly ownsClient?: boolean;
}

const defaultTimeout = 3000;
const gone: CommitResult = { outcome: "gone" };
/** How often others may come first before a rotation, or the note in a user's index, is given up. */
const mostTries = 100;
/** Steps of SCAN that one page may take when nearly nothing is found. */
const mostScans = 50;

type Reply = readonly (string | number)[];

export class RedisStore implements Store {
  readonly kind = "server";
  readonly name = "Redis";
  readonly traits = { shared: true, atomic: true, selfExpiring: true };
  readonly #redis: RedisConnection;
  readonly #keys: RedisKeys;

  /**
   * `client`: connected, made with `createClient` or `createCluster` of the `redis` package. It must read from masters and
   * have no `keyPrefix`, and is best made with `disableOfflineQueue: true`.
   */
  constructor(client: RedisClient, options: RedisStoreOptions = {}) {
    this.#redis = new RedisConnection(client, options.ownsClient ?? false, options.timeout ?? defaultTimeout);
    this.#keys = new RedisKeys(options.prefix ?? "sessionscope:");
  }

  load(id: SessionId): Promise<StoredSession | null> {
    return this.#asking("load a session", () => this.#load(id));
  }

  create(id: SessionId, session: StoredSession): Promise<boolean> {
    return this.#asking("create a session", () => this.#put(id, session, false));
  }

  commit(id: SessionId, change: Change): Promise<CommitResult> {
    return this.#asking("commit a change", async () => {
      const expected = [...(change.expect ?? [])];
      const { from, to, expiresAt } = change.expiry;
      const facts = [
        ...[change.modifiedAt, expiresAt, timeToLive(expiresAt)],
        ...[to === undefined ? 0 : 1, change.user === undefined ? 0 : 1, change.clear ? 1 : 0],
        ...[change.ifRevision ?? "-", expected.length, change.delete.size],
      ].join(" ");
      const args = [facts, packNullable(from), packNullable(to ?? null), packNullable(change.user ?? null)];
      for (const [key, text] of expected) args.push(pack(key), text === null ? "0" : "1", text ?? "");
      for (const key of change.delete) args.push(pack(key));
      for (const [key, text] of change.set) args.push(pack(key), text);
      const hint = change.user ? { user: change.user, deadline: expiresAt } : null;
      const [outcome, ...rest] = await this.#runIndexed(commitScript, id, args, hint);
      if (outcome === "gone") return gone;
      if (outcome === "stored") return { outcome, revision: Number(rest[0]) };
      return { outcome: "conflict", keys: rest.map((place) => expected[Number(place) - 1]![0]) };
    });
  }

  /** Two keys may live on two nodes: the copy is written first, then the original deleted only as it was copied. */
  rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    return this.#asking("rotate a session", async () => {
      for (let tries = 0; tries < mostTries; tries++) {
        const stored = await this.#load(id);
        if (stored === null) return gone;
        const applied = applyChange(stored, change);
        if (applied.outcome === "conflict") return applied;
        await this.#put(next, applied.session, true);
        const copied = [String(Date.now()), String(stored.revision), String(stored.expiresAt)];
        const [outcome] = (await this.#redis.run(deleteCopiedScript, this.#keys.session(id), copied)) as Reply;
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
      throw new Error("others changed the session again and again");
    });
  }

  touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    return this.#asking("touch a session", async () => {
      const args = [String(expiresAt), timeToLive(expiresAt), packNullable(from)];
      const [outcome] = await this.#runIndexed(touchScript, id, args, null);
      return outcome === "stored";
    });
  }

  delete(id: SessionId): Promise<boolean> {
    return this.#asking("delete a session", () => this.#delete(id));
  }

  /** Nothing to do: Redis has done it. */
  async *clearExpired(): AsyncGenerator<number> {}

  /** By SCAN: a session is never skipped; while Redis resizes its tables one may come twice, on different pages. */
  list({ cursor, limit, text, user }: ListQuery): Promise<SessionPage> {
    return this.#asking("list sessions", async () => {
      const sessions = new Map<SessionId, StoredSession>();
      let position = parseCursor(cursor);
      for (let scans = 0; scans < mostScans; scans++) {
        const step = await this.#step(position, user);
        if (step === null) return { sessions, next: null };
        const ids = step.ids.filter((id) => id > position.after).sort();
        while (ids.length > 0) {
          const some = ids.splice(0, limit);
          const loaded = await Promise.all(some.map((id) => this.#load(id)));
          for (const [at, session] of loaded.entries()) {
            if (session === null || !matches(session, text, user)) continue;
            if (sessions.size === limit) return { sessions, next: cursorText(position) };
            sessions.set(some[at]!, session);
            position = { ...position, after: some[at]! };
          }
        }
        if (step.next === null) return { sessions, next: null };
        position = step.next;
      }
      return { sessions, next: cursorText(position) };
    });
  }

  close(): Promise<void> {
    return this.#redis.close();
  }

  async #asking<T>(doing: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw new StoreError(doing, this.name, error);
    }
  }

  async #load(id: SessionId): Promise<StoredSession | null> {
    let fields: Readonly<Record<string, string>>;
    try {
      fields = await this.#redis.fields(this.#keys.session(id));
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("WRONGTYPE"))) throw error;
      // Something else lies under the key: as unreadable as a hash that holds no session.
      fields = { WRONGTYPE: "" };
    }
    const session = sessionFrom(fields);
    if (session !== null) return Date.now() < session.expiresAt ? session : null;
    if (Object.keys(fields).length > 0) {
      reportRejected({ reason: "corrupted", id, store: this.name, detail: "not a session's hash" });
    }
    return null;
  }

  async #put(id: SessionId, session: StoredSession, replace: boolean): Promise<boolean> {
    const until = session.user === null ? 0 : await this.#index(session.user, id, session.expiresAt);
    const args = [timeToLive(session.expiresAt), replace ? "1" : "0", ...fieldsOf(session, until)];
    return (await this.#redis.run(putScript, this.#keys.session(id), args)) === 1;
  }

  async #delete(id: SessionId): Promise<boolean> {
    const [existed, user] = (await this.#redis.run(deleteScript, this.#keys.session(id), [])) as Reply;
    if (user) await this.#unindex(unpack(String(user)), id);
    return existed === 1;
  }

  /**
   * Runs a script that writes only what the user's index covers, and sees to it that it does: the index then holds at
   * least every session of the user, whatever happens between the steps.
   */
  async #runIndexed(
    script: typeof commitScript,
    id: SessionId,
    args: readonly string[],
    hint: { readonly user: string; readonly deadline: number } | null,
  ): Promise<Reply> {
    let wanted = hint;
    for (let tries = 0; tries < mostTries; tries++) {
      const until = wanted && (await this.#index(wanted.user, id, wanted.deadline));
      const indexed = wanted ? [pack(wanted.user), String(until)] : ["", ""];
      const all = [String(Date.now()), ...indexed, ...args];
      const reply = (await this.#redis.run(script, this.#keys.session(id), all)) as Reply;
      if (reply[0] !== "index") return reply;
      wanted = { user: unpack(String(reply[1])), deadline: Number(reply[2]) };
    }
    throw new Error("others changed the session's user again and again");
  }

  /** Notes the session in the user's index, twice as long as it would live: then not every renewal has to come back. */
  async #index(user: string, id: SessionId, deadline: number): Promise<number> {
    const now = Date.now();
    const until = deadline + Math.max(0, deadline - now);
    await this.#redis.run(indexScript, this.#keys.userIndex(user), [String(now), id, String(until)]);
    return until;
  }

  /** For an id that is gone for good. What stays behind runs out by itself. */
  async #unindex(user: string | null, id: SessionId): Promise<void> {
    if (user !== null) await this.#redis.run(unindexScript, this.#keys.userIndex(user), [id]).catch(() => {});
  }

  /** The ids at a position, and the position after them. */
  async #step(at: Position, user: string | undefined): Promise<{ ids: SessionId[]; next: Position | null } | null> {
    if (user !== undefined) {
      const ids = await this.#redis.run(indexedScript, this.#keys.userIndex(user), [String(Date.now())]);
      return { ids: ids as SessionId[], next: null };
    }
    const found = await this.#redis.scan(at.node, at.scan, this.#keys.allSessions);
    if (found === null) return null;
    const ids = found.keys.map((key) => this.#keys.idOf(key)).filter((id) => id !== null);
    const next = found.next === "0" ? { node: at.node + 1, scan: "0" } : { node: at.node, scan: found.next };
    return { ids: [...new Set(ids)], next: { ...next, after: "" } };
  }
}

/** Where a listing is: which node, SCAN's cursor there, and the last id taken from that step. */
interface Position {
  readonly node: number;
  readonly scan: string;
  readonly after: string;
}

function parseCursor(cursor: string | undefined): Position {
  const [node = "0", scan = "0", after = ""] = cursor?.split(":") ?? [];
  return { node: Number(node), scan, after };
}

const cursorText = ({ node, scan, after }: Position): string => `${node}:${scan}:${after}`;

function matches({ entries, user }: StoredSession, text: string | undefined, owner: string | undefined): boolean {
  if (owner !== undefined && owner !== user) return false;
  if (text === undefined || text === "") return true;
  for (const [key, value] of entries) if (key.includes(text) || value.includes(text)) return true;
  return false;
}

/** Milliseconds from now, as whole ones: Redis must not be the first to find a session dead. */
const timeToLive = (expiresAt: number): string => String(Math.ceil(expiresAt - Date.now()));

/**
 * `redis://`, `rediss://`, `valkey://` or `valkeys://user:password@host:port/database`, with `?prefix=` and `?cluster`.
 * @throws MissingDriverError when the package `redis` is not installed, StoreError when there is no server.
 */
export async function open(url: URL): Promise<RedisStore> {
  const server = new URL(url.href.replace(/^valkey/, "redis"));
  server.search = "";
  try {
    const client = await connectOwn(server, url.searchParams.has("cluster"), defaultTimeout);
    return new RedisStore(client, { prefix: url.searchParams.get("prefix") ?? undefined, ownsClient: true });
  } catch (error) {
    throw error instanceof MissingDriverError ? error : new StoreError("connect", "Redis", error);
  }
}
