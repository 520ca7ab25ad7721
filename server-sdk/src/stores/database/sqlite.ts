/** SQLite through `node:sqlite`: in this process, so that nothing waits and every operation is whole. */

import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  sql,
} from "kysely";
import { SettingError } from "../../core/errors.ts";
import { errorCode } from "./driver.ts";
import type { Decision, LocalEngine, Outcome, Step } from "./engine.ts";
import type { ColumnTypes } from "./migrations.ts";
import type { Schema, SessionRow } from "./schema.ts";
import type { Grammar, Statement, Value } from "./statements.ts";

const grammar: Grammar = { position: "instr", locksRows: false, limitsDelete: false, echoesLoads: false };

const columnTypes: ColumnTypes = {
  id: sql`text`,
  text: sql`text`,
  longText: sql`text`,
  userIndex: (table) =>
    sql`create index sessionscope_sessions_user_id on ${table} (user_id, id) where user_id is not null`,
};

export class SqliteEngine implements LocalEngine {
  readonly title = "SQLite";
  readonly shared: boolean;
  readonly kysely: Kysely<Schema>;
  readonly grammar = grammar;
  readonly columnTypes = columnTypes;
  readonly mostRemoved = 100;
  readonly mostLookedAt = 2000;
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<Statement, StatementSync>();
  #durable = false;
  #closed = false;

  /**
   * A write waits for that of another process at most `busyTimeout` milliseconds, and this process with it.
   * @throws SettingError when there is no such folder, or the file is not ours to write.
   */
  constructor(path: string, busyTimeout: number) {
    this.shared = path !== ":memory:";
    this.#db = openFile(path, busyTimeout);
    this.kysely = new Kysely<Schema>({ dialect: new NodeSqliteDialect(this.#db) });
  }

  async run(step: Step): Promise<Outcome> {
    return this.runNow(step);
  }

  runNow(step: Step): Outcome {
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
      const step = decide(this.#execute(read).rows[0] as SessionRow | undefined);
      if (step) this.#execute(step);
      this.#db.exec("commit");
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  isDuplicate(error: unknown): boolean {
    return errorCode(error, "errcode") === constraintPrimaryKey;
  }

  isMissingTable(error: unknown): boolean {
    return error instanceof Error && error.message.startsWith("no such table");
  }

  /** What is busy after `busyTimeout` would be after another. */
  isTransient(): boolean {
    return false;
  }

  async close(): Promise<void> {
    if (!this.#closed) this.#db.close();
    this.#closed = true;
  }

  #execute({ statement, values }: Step): Outcome {
    const prepared = this.#prepare(statement);
    const bound = statement.bind(values);
    if (statement.reads) return { rows: prepared.all(...bound) as unknown as readonly SessionRow[], count: 0 };
    return { rows: [], count: Number(prepared.run(...bound).changes) };
  }

  #prepare(statement: Statement): StatementSync {
    if (statement.name === null) return this.#db.prepare(statement.sql);
    let prepared = this.#prepared.get(statement);
    if (!prepared) {
      prepared = this.#db.prepare(statement.sql);
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

/** KiB. SQLite's own 2 MB make every change of a large table a read from the disk. */
const cacheSize = 16_384;
const constraintPrimaryKey = 1555;

function openFile(path: string, busyTimeout: number): DatabaseSync {
  try {
    // What visitors have in their sessions is nobody else's to read: SQLite would make the file readable for all.
    if (path !== ":memory:") closeSync(openSync(path, "a", 0o600));
    const db = new DatabaseSync(path);
    db.exec(`pragma busy_timeout = ${busyTimeout}; pragma journal_mode = wal; pragma synchronous = normal`);
    db.exec(`pragma cache_size = -${cacheSize}`);
    return db;
  } catch (error) {
    throw new SettingError(
      "store",
      `the SQLite file ${path} cannot be opened (${(error as Error).message}).`,
      "Name a file in an existing folder that this process may write to.",
    );
  }
}

/** Kysely's dialect on this driver, with transactions that take the write lock first: several processes may migrate at once. */
class NodeSqliteDialect extends SqliteDialect {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    super({ database: db as never });
    this.#db = db;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  override createDriver(): SqliteDriver {
    const db = this.#db;
    return new ImmediateSqliteDriver({
      database: {
        close: () => {},
        prepare: (text) => {
          const statement = db.prepare(text);
          return {
            reader: /^\s*(select|pragma|with)\b|\breturning\b/i.test(text),
            all: (values) => statement.all(...(values as Value[])),
            run: (values) => statement.run(...(values as Value[])),
            iterate: (values) => statement.iterate(...(values as Value[])),
          };
        },
      },
    });
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}
