/**
 * Sessions in SQLite, PostgreSQL, MySQL or MariaDB: one row each. A commit reads, merges (`core/storing/apply-change.ts`) and
 * writes on the condition that the revision has not moved; when it has, it does the same again with the row locked.
 */

import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { SessionError, StoreError } from "../core/errors.ts";
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
import { applyChange, movesDeadline } from "../core/storing/apply-change.ts";
import { countSessions } from "./database/counting.ts";
import {
  type Decision,
  type Engine,
  isHere,
  type LocalEngine,
  type Outcome,
  type Step,
  type Work,
} from "./database/engine.ts";
import { type ListStatements, listStatements } from "./database/list-statements.ts";
import { databaseLists, listSessions } from "./database/listing.ts";
import { migrateCommand } from "./database/migrate-command.ts";
import { migrate } from "./database/migrations.ts";
import { type DatabaseOptions, openEngine } from "./database/open-engine.ts";
import { RecentSessions } from "./database/recent.ts";
import { encodeText, fromRow, type SessionRow, toRow } from "./database/schema.ts";
import { compileStatements, type Statements } from "./database/statements.ts";

export type { DatabaseOptions } from "./database/open-engine.ts";

const gone: CommitResult = { outcome: "gone" };
/** How often a statement is tried when the database rolls it back and asks to try again. */
const transientTries = 8;

export class DatabaseStore implements Store {
  readonly kind = "server";
  readonly name: string;
  readonly traits: StoreTraits;
  readonly lists = databaseLists;
  /** Only with SQLite, which is in this process. */
  readonly loadNow?: (id: SessionId) => StoredSession | null;
  readonly commitNow?: (id: SessionId, change: Change) => CommitResult;
  readonly #engine: Engine;
  readonly #url: URL;
  readonly #statements: Statements;
  readonly #listing: ListStatements;
  readonly #recent: RecentSessions | undefined;

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

  private constructor(engine: Engine, url: URL) {
    this.#engine = engine;
    this.#url = url;
    this.name = `Database (${engine.title})`;
    this.traits = { shared: engine.shared, atomic: true, selfExpiring: false };
    this.#statements = compileStatements(engine.kysely, engine.grammar);
    this.#listing = listStatements(engine.kysely, engine.grammar);
    if (isHere(engine)) {
      this.loadNow = (id) => this.#loadNow(engine, id);
      this.commitNow = (id, change) => this.#commitNow(engine, id, change);
    } else this.#recent = new RecentSessions();
  }

  async load(id: SessionId): Promise<StoredSession | null> {
    if (this.loadNow) return this.loadNow(id);
    const { rows } = await this.#run("load a session", "load", this.#loading(id));
    const session = this.#read(rows[0]);
    if (session) this.#recent?.set(id, session);
    return session;
  }

  async create(id: SessionId, session: StoredSession): Promise<boolean> {
    try {
      await this.#run("create a session", "commit", {
        statement: this.#statements.create,
        values: { ...toRow(id, session) },
      });
      return true;
    } catch (error) {
      if (error instanceof StoreError && this.#engine.isDuplicate(error.cause)) return false;
      throw error;
    }
  }

  commit(id: SessionId, change: Change): Promise<CommitResult> {
    return this.#write(id, id, change);
  }

  rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    return this.#write(id, next, change);
  }

  async touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean> {
    const statement = from === null ? this.#statements.touchPolicy : this.#statements.touchCustom;
    const values = { id, expires_at: expiresAt, from: encodeText(from), now: Date.now() };
    return (await this.#run("touch a session", "commit", { statement, values })).count > 0;
  }

  async delete(id: SessionId): Promise<boolean> {
    this.#recent?.delete(id);
    return (
      (await this.#run("delete a session", "commit", { statement: this.#statements.delete, values: { id } })).count > 0
    );
  }

  async *clearExpired(batch: number, signal: AbortSignal): AsyncGenerator<number> {
    const size = Math.min(batch, this.#engine.mostRemoved);
    const statement = this.#statements.clearExpired(size);
    while (!signal.aborted) {
      const step = { statement, values: { now: Date.now() } };
      const { count } = await this.#run("clear expired sessions", "maintenance", step);
      if (count > 0) yield count;
      if (count < size) return;
      await nextTurn();
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
    return this.#asking("migrate", () => migrate(this.#engine.kysely, this.#engine.columnTypes));
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #write(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    if (this.#recent) {
      const remembered = this.#recent.get(id);
      const early = remembered && (await this.#writeOver(remembered, id, next, change));
      // A conflict with the remembered session may be none with the row.
      if (early?.outcome === "stored") return early;
      const fresh = await this.load(id);
      if (!fresh) return gone;
      const result = await this.#writeOver(fresh, id, next, change);
      if (result) return result;
    }
    return this.#writeLocked(id, next, change);
  }

  /** `null`: another commit has changed the row since `base` was read. */
  async #writeOver(base: StoredSession, id: SessionId, next: SessionId, change: Change): Promise<CommitResult | null> {
    const applied = applyChange(base, change);
    if (applied.outcome === "conflict") return applied;
    const step = this.#writing(base, applied.session, id, next, change);
    this.#recent?.delete(id);
    if ((await this.#run("save a session", "commit", step)).count === 0) return null;
    this.#recent?.set(next, applied.session);
    return { outcome: "stored", revision: applied.session.revision };
  }

  async #writeLocked(id: SessionId, next: SessionId, change: Change): Promise<CommitResult> {
    const decision = this.#deciding(id, next, change);
    await this.#asking("save a session", () => this.#engine.decideLocked(decision));
    return decision.result;
  }

  #commitNow(engine: LocalEngine, id: SessionId, change: Change): CommitResult {
    const decision = this.#deciding(id, id, change);
    try {
      engine.decideNow(decision);
    } catch (error) {
      throw this.#failure("save a session", error);
    }
    return decision.result;
  }

  #deciding(id: SessionId, next: SessionId, change: Change): Decision & { result: CommitResult } {
    const decision = {
      read: { statement: this.#statements.lock, values: { id, now: Date.now() } },
      durable: id !== next,
      result: gone as CommitResult,
      decide: (row: SessionRow | undefined): Step | null => {
        decision.result = gone;
        const base = this.#read(row);
        if (!base) return null;
        const applied = applyChange(base, change);
        if (applied.outcome === "conflict") {
          decision.result = applied;
          return null;
        }
        decision.result = { outcome: "stored", revision: applied.session.revision };
        return this.#writing(base, applied.session, id, next, change);
      },
    };
    return decision;
  }

  #loading(id: SessionId): Step {
    return { statement: this.#statements.load, values: { id, now: Date.now() } };
  }

  #loadNow(engine: LocalEngine, id: SessionId): StoredSession | null {
    try {
      return this.#read(engine.runNow(this.#loading(id)).rows[0]);
    } catch (error) {
      throw this.#failure("load a session", error);
    }
  }

  #writing(base: StoredSession, session: StoredSession, id: SessionId, next: SessionId, change: Change): Step {
    const moves = movesDeadline(base, change.expiry.from, change.expiry.to);
    const { commit, commitMoving, rotate, rotateMoving } = this.#statements;
    const [staying, moving] = id === next ? [commit, commitMoving] : [rotate, rotateMoving];
    const values = { ...toRow(id, session), next, from_revision: base.revision, now: Date.now() };
    return { statement: moves ? moving : staying, values };
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
    return (step) => this.#run(doing, "maintenance", step);
  }

  #run(doing: string, work: Work, step: Step): Promise<Outcome> {
    return this.#asking(doing, () => this.#engine.run(step, work));
  }

  async #asking<T>(doing: string, ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        if (tries >= transientTries || !this.#engine.isTransient(error)) throw this.#failure(doing, error);
        await wait(Math.random() * 2 ** tries);
      }
    }
  }

  #failure(doing: string, error: unknown): SessionError {
    if (error instanceof SessionError) return error;
    if (!this.#engine.isMissingTable(error)) return new StoreError(doing, this.name, error);
    const advice = `its table is missing. Create it with: ${migrateCommand(this.#url)}`;
    return new StoreError(doing, this.name, new Error(advice, { cause: error }));
  }
}

/** For `openStore`. */
export function open(url: URL): Promise<DatabaseStore> {
  return DatabaseStore.open(url);
}
