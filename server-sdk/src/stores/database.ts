/**
 * Sessions in SQLite, PostgreSQL, MySQL or MariaDB: one row each. A commit reads, merges (`core/storing/apply-change.ts`) and
 * writes on the condition that the revision has not moved; when it has, it does the same again with the row locked. Across a
 * network, commits to one session that meet are written as one (`database/batches.ts`).
 */

import { setTimeout as wait } from "node:timers/promises";
import { StoreError } from "../core/errors.ts";
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
  StoreTraits,
} from "../core/store.ts";
import { Batches, type Commit } from "./database/batches.ts";
import { allGone, creating, deciding, loading, writing } from "./database/commit-steps.ts";
import { countSessions } from "./database/counting.ts";
import { isHere, type LocalEngine, type Outcome, type ServerEngine, type Step } from "./database/engine.ts";
import { type ListStatements, listStatements } from "./database/list-statements.ts";
import { databaseLists, listSessions } from "./database/listing.ts";
import { LocalAnswers } from "./database/local-answers.ts";
import { type DatabaseOptions, openEngine } from "./database/open-engine.ts";
import { RecentSessions } from "./database/recent.ts";
import { Requests } from "./database/requests.ts";
import { encodeText, fromRow, type SessionRow } from "./database/schema.ts";
import { type Statements, sessionStatements } from "./database/statements.ts";
import { isUpToDate } from "./database/up-to-date.ts";

export type { DatabaseOptions } from "./database/open-engine.ts";

/** The answers to commits; not written: all of them are conflicts. */
interface Saved {
  readonly results: readonly CommitResult[];
  readonly written: boolean;
}

export class DatabaseStore implements Store {
  readonly kind = "server";
  readonly name: string;
  readonly traits: StoreTraits;
  readonly lists = databaseLists;
  /** Only with SQLite, which is in this process. */
  readonly loadNow?: (id: SessionId) => StoredSession | null;
  readonly createNow?: (id: SessionId, session: StoredSession) => boolean;
  readonly commitNow?: (id: SessionId, change: Change) => CommitResult;
  readonly rotateNow?: (id: SessionId, next: SessionId, change: Change) => CommitResult;
  readonly #engine: LocalEngine | ServerEngine;
  readonly #statements: Statements;
  readonly #listing: ListStatements;
  /** Across a network: what was read lately, and the commits that travel together. */
  readonly #recent: RecentSessions | undefined;
  readonly #batches: Batches | undefined;
  readonly #requests: Requests;

  /**
   * `sqlite:./sessions.db` (brought up to date by itself), `postgres://…`, `mysql://…` or `mariadb://…` (which
   * `npx sessionscope migrate` brings up to date).
   * @throws SettingError for a file that cannot be opened, MissingDriverError when `pg` or `mysql2` is not installed.
   */
  static async open(url: string | URL, options: DatabaseOptions = {}): Promise<DatabaseStore> {
    const engine = await openEngine(new URL(url), options);
    const store = new DatabaseStore(engine, new URL(url));
    if (isHere(engine)) await store.migrate();
    return store;
  }

  private constructor(engine: LocalEngine | ServerEngine, url: URL) {
    this.#engine = engine;
    this.name = `Database (${engine.title})`;
    this.#requests = new Requests(engine, this.name, url);
    this.traits = { shared: engine.shared, atomic: true, selfExpiring: false };
    this.#statements = sessionStatements(engine.grammar);
    this.#listing = listStatements(engine.grammar);
    if (isHere(engine)) {
      const answers = new LocalAnswers(engine, this.#statements, this.#requests, (row) => this.#read(row));
      this.loadNow = (id) => answers.load(id);
      this.createNow = (id, session) => answers.create(id, session);
      this.commitNow = (id, change) => answers.write(id, { next: id, change });
      this.rotateNow = (id, next, change) => answers.write(id, { next, change });
    } else {
      this.#recent = new RecentSessions();
      this.#batches = new Batches({
        timeoutMs: engine.commitTimeoutMs,
        save: (id, commits) => this.#save(id, commits),
        isRefused: (error) => error instanceof StoreError && engine.isRefused(error.cause),
      });
    }
  }

  async load(id: SessionId): Promise<StoredSession | null> {
    if (this.loadNow) return this.loadNow(id);
    const { rows } = await this.#requests.run("load a session", "load", loading(this.#statements, id));
    const session = this.#read(rows[0]);
    if (session) this.#recent?.set(id, session);
    return session;
  }

  async create(id: SessionId, session: StoredSession): Promise<boolean> {
    try {
      await this.#requests.run("create a session", "commit", creating(this.#statements, id, session));
      return true;
    } catch (error) {
      if (error instanceof StoreError && this.#engine.isDuplicate(error.cause)) return false;
      throw error;
    }
  }

  commit(id: SessionId, change: Change): Promise<CommitResult> {
    return this.#write(id, { next: id, change });
  }

  rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    return this.#write(id, { next, change });
  }

  async touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    const statement = from === null ? this.#statements.touchPolicy : this.#statements.touchCustom;
    const values = { id, expires_at: expiresAt, from: encodeText(from), now: Date.now() };
    return (await this.#requests.run("touch a session", "commit", { statement, values })).count > 0;
  }

  async delete(id: SessionId): Promise<boolean> {
    this.#recent?.delete(id);
    const step = { statement: this.#statements.delete, values: { id } };
    return (await this.#requests.run("delete a session", "commit", step)).count > 0;
  }

  async *clearExpired(batch: number, signal: AbortSignal): AsyncGenerator<number> {
    const size = Math.min(batch, this.#engine.mostRemoved);
    const statement = this.#statements.clearExpired(size);
    while (!signal.aborted) {
      const began = performance.now();
      const step = { statement, values: { now: Date.now() } };
      const { count } = await this.#requests.run("clear expired sessions", "maintenance", step);
      const took = performance.now() - began;
      if (count > 0) yield count;
      if (count < size) return;
      // Requests get half of the time, of this process or of the server.
      await wait(took);
    }
  }

  list(query: ListQuery): Promise<SessionPage> {
    return listSessions(query, this.#listing, this.#engine, this.#maintaining("list sessions"), (row) =>
      this.#read(row),
    );
  }

  async loadAny(id: SessionId): Promise<StoredSession | null> {
    const { rows } = await this.#maintaining("load a session")({ statement: this.#statements.loadAny, values: { id } });
    return this.#read(rows[0]);
  }

  count(of: "all" | "expired"): Promise<SessionCount> {
    return countSessions(of, this.#listing, this.#maintaining("count sessions"));
  }

  async migrate(): Promise<readonly string[]> {
    return this.#requests.ask("migrate", async () => ((await isUpToDate(this.#engine)) ? [] : this.#engine.migrate()));
  }

  async close(): Promise<void> {
    // Without commits to wait for, what follows is refused from this moment on.
    const commits = this.#batches?.close();
    if (commits) await commits;
    await this.#requests.close();
  }

  async #write(id: SessionId, commit: Commit): Promise<CommitResult> {
    if (!this.#batches) return (await this.#saveLocked(id, [commit]))[0]!;
    try {
      return await this.#batches.commit(id, commit);
    } catch (error) {
      throw this.#requests.failure("save a session", error);
    }
  }

  async #save(id: SessionId, commits: readonly Commit[]): Promise<readonly CommitResult[]> {
    const remembered = this.#recent!.get(id);
    const early = remembered && (await this.#saveOver(remembered, id, commits));
    // A conflict with the remembered session may be none with the row.
    if (early?.written) return early.results;
    const fresh = await this.load(id);
    if (!fresh) return allGone(commits);
    const saved = await this.#saveOver(fresh, id, commits);
    return saved ? saved.results : this.#saveLocked(id, commits);
  }

  /** `null`: another process has changed the row since `base` was read. */
  async #saveOver(base: StoredSession, id: SessionId, commits: readonly Commit[]): Promise<Saved | null> {
    const { step, results, next, session } = writing(this.#statements, base, id, commits);
    if (!step) return { results, written: false };
    this.#recent!.delete(id);
    if ((await this.#requests.run("save a session", "commit", step)).count === 0) return null;
    this.#recent!.set(next, session);
    return { results, written: true };
  }

  async #saveLocked(id: SessionId, commits: readonly Commit[]): Promise<readonly CommitResult[]> {
    const decision = this.#deciding(id, commits);
    await this.#requests.ask("save a session", () => this.#engine.decideLocked(decision));
    return decision.results;
  }

  #deciding(id: SessionId, commits: readonly Commit[]): ReturnType<typeof deciding> {
    return deciding(this.#statements, (row) => this.#read(row), id, commits);
  }

  #read(row: SessionRow | undefined): StoredSession | null {
    if (!row) return null;
    const session = fromRow(row);
    if (!session) {
      const id = row.id as SessionId;
      reportRejected({ reason: "corrupted", id, store: this.name, detail: "the row does not hold a session" });
    }
    return session;
  }

  #maintaining(doing: string): (step: Step) => Promise<Outcome> {
    return (step) => this.#requests.run(doing, "maintenance", step);
  }
}

/** For `openStore`. */
export function open(url: URL): Promise<DatabaseStore> {
  return DatabaseStore.open(url);
}
