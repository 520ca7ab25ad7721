/** SQLite through `node:sqlite`: in this process, so that nothing waits and every operation is whole. */

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { BoundedMap } from "../../core/bounded-map.ts";
import { errorCode } from "./driver.ts";
import type { Decision, LocalEngine, Outcome, Step } from "./engine.ts";
import type { OpenedFiles } from "./opened-files.ts";
import { columns, rowOf, type SessionRow } from "./schema.ts";
import { connect } from "./sqlite-connection.ts";
import type { Grammar, Statement } from "./statements.ts";

const grammar: Grammar = { places: "?", position: "instr", locksRows: false, limitsDelete: false, echoesLoads: false };

export class SqliteEngine implements LocalEngine {
  readonly title = "SQLite";
  readonly shared: boolean;
  readonly grammar = grammar;
  readonly mostRemoved = 100;
  readonly mostLookedAt = 2000;
  readonly commitTimeoutMs: number;
  readonly #db: DatabaseSync;
  readonly #files: OpenedFiles;
  readonly #prepared = new Map<Statement, Prepared>();
  /** By their SQL: those without a name, of lists above all. */
  readonly #preparedLately = new BoundedMap<string, Prepared>(mostPrepared);
  #durable = false;
  #closed = false;

  /**
   * A write waits for another process's write at most `busyTimeoutMs`, and this whole process waits with it.
   * @throws SettingError when there is no such folder, or the file is not ours to write.
   */
  constructor(path: string, busyTimeoutMs: number) {
    this.commitTimeoutMs = busyTimeoutMs;
    this.shared = path !== ":memory:";
    const { database, files } = connect(path, busyTimeoutMs);
    this.#db = database;
    this.#files = files;
  }

  async run(step: Step): Promise<Outcome> {
    return this.runNow(step);
  }

  runNow(step: Step): Outcome {
    if (step.statement.reads) this.#files.expectThemNowAndThen();
    else this.#files.expectThem();
    this.#setDurable(step.statement.durable);
    return this.#execute(step);
  }

  async decideLocked(decision: Decision): Promise<void> {
    this.decideNow(decision);
  }

  decideNow({ read, durable, decide }: Decision): void {
    this.#setDurable(durable);
    this.#db.exec("begin immediate");
    try {
      this.#files.expectThem();
      const step = decide(this.#execute(read).rows[0] as SessionRow | undefined);
      if (step) this.#execute(step);
      this.#db.exec("commit");
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  async migrate(): Promise<readonly string[]> {
    const { migrateSqlite } = await import("./migrations/sqlite.ts");
    return migrateSqlite(this.#db);
  }

  isDuplicate(error: unknown): boolean {
    return errorCode(error, "errcode") === constraintPrimaryKey;
  }

  isMissingTable(error: unknown): boolean {
    return error instanceof Error && error.message.startsWith("no such table");
  }

  /** Nothing is tried again: SQLite itself has waited for `busyTimeoutMs`. */
  isTransient(): boolean {
    return false;
  }

  async close(): Promise<void> {
    if (!this.#closed) this.#db.close();
    this.#closed = true;
  }

  #execute({ statement, values }: Step): Outcome {
    const { inSqlite, asLists } = this.#prepare(statement);
    const bound = statement.bind(values);
    if (!statement.reads) return { rows: [], count: Number(inSqlite.run(...bound).changes) };
    const found: unknown = inSqlite.all(...bound);
    return { rows: asLists ? (found as Parameters<typeof rowOf>[0][]).map(rowOf) : (found as SessionRow[]), count: 0 };
  }

  #prepare(statement: Statement): Prepared {
    if (statement.name === null) {
      const lately = this.#preparedLately.get(statement.sql) ?? prepareOn(this.#db, statement.sql);
      this.#preparedLately.set(statement.sql, lately);
      return lately;
    }
    let prepared = this.#prepared.get(statement);
    if (!prepared) {
      prepared = prepareOn(this.#db, statement.sql);
      this.#prepared.set(statement, prepared);
    }
    return prepared;
  }

  /** FULL waits for the disk, milliseconds each time; NORMAL can lose the last writes in a power cut, never consistency. */
  #setDurable(durable: boolean): void {
    if (durable === this.#durable) return;
    this.#db.exec(durable ? "pragma synchronous = full" : "pragma synchronous = normal");
    this.#durable = durable;
  }

  /** Some errors have rolled back already. */
  #rollBack(): void {
    try {
      this.#db.exec("rollback");
    } catch {}
  }
}

const constraintPrimaryKey = 1555;
const mostPrepared = 50;

interface Prepared {
  readonly inSqlite: StatementSync;
  /** Its rows are lists of values. */
  readonly asLists: boolean;
}

/** Whole rows come as lists: objects of this driver take longer to make, and each look into them costs again. */
function prepareOn(db: DatabaseSync, text: string): Prepared {
  const inSqlite = db.prepare(text);
  // Node 22.13 has neither.
  const asLists =
    "setReturnArrays" in inSqlite && String(inSqlite.columns().map(({ name }) => name)) === String(columns);
  if (asLists) inSqlite.setReturnArrays(true);
  return { inSqlite, asLists };
}
