/** MySQL and MariaDB through `mysql2`. */

import type { Pool } from "mysql2";
import type { PoolConnection, Pool as PromisePool } from "mysql2/promise";
import { inTime } from "../../core/process/in-time.ts";
import { loadDriver } from "../../core/storing/load-driver.ts";
import { borrow, closePool, type Lender, maxQueueLength } from "./borrowed-connection.ts";
import { errorCode, type ServerOptions } from "./driver.ts";
import { type Decision, expectMet, type Outcome, type ServerEngine, type Step, type Work } from "./engine.ts";
import { applySettings } from "./mysql-settings.ts";
import { expectAccepted } from "./refused-setting.ts";
import type { SessionRow } from "./schema.ts";
import type { Grammar } from "./statements.ts";

const grammar: Grammar = {
  places: "?",
  position: "instr",
  locksRows: true,
  limitsDelete: true,
  echoesLoads: false,
};

export class MysqlEngine implements ServerEngine {
  readonly title = "MySQL";
  readonly shared = true;
  readonly grammar = grammar;
  readonly mostRemoved = 10_000;
  readonly mostLookedAt = 10_000;
  readonly commitTimeoutMs: number;
  readonly #pool: PromisePool;
  readonly #lender: Lender<PoolConnection>;
  readonly #timeoutsMs: ServerOptions["timeoutsMs"];
  /** The driver's own objects of connections that have their settings. */
  readonly #prepared = new WeakSet<object>();

  private constructor(pool: Pool, timeoutsMs: ServerOptions["timeoutsMs"]) {
    this.#pool = pool.promise();
    this.#timeoutsMs = timeoutsMs;
    this.commitTimeoutMs = timeoutsMs.commit;
    this.#lender = {
      acquire: () => this.#acquire(),
      giveBack: (connection, broken) => (broken ? connection.destroy() : connection.release()),
    };
  }

  /** @throws MissingDriverError, SettingError when the server refuses what the statements rely on. */
  static async open(url: URL, { poolSize, timeoutsMs }: ServerOptions): Promise<MysqlEngine> {
    const { createPool } = await loadDriver<typeof import("mysql2")>("MySQL", "mysql2");
    const server = new URL(url.href.replace(/^mariadb:/i, "mysql:"));
    // It would take from a connection the settings that it was given when it was new.
    server.searchParams.delete("resetOnRelease");
    const pool = createPool({
      uri: server.href,
      charset: "UTF8MB4_UNICODE_CI",
      connectionLimit: poolSize,
      queueLimit: maxQueueLength,
      connectTimeout: timeoutsMs.commit,
    });
    const engine = new MysqlEngine(pool, timeoutsMs);
    await expectAccepted(
      engine,
      borrow(engine.#lender, timeoutsMs.commit, async () => {}),
    );
    return engine;
  }

  run(step: Step, work: Work): Promise<Outcome> {
    return borrow(this.#lender, this.#timeoutsMs[work], (connection) => execute(connection, step));
  }

  decideLocked({ read, decide }: Decision): Promise<void> {
    return borrow(this.#lender, this.#timeoutsMs.commit, async (connection) => {
      await connection.beginTransaction();
      const step = decide((await execute(connection, read)).rows[0]);
      if (step) expectMet(await execute(connection, step));
      await connection.commit();
    });
  }

  async migrate(): Promise<readonly string[]> {
    const { migrateMysql } = await import("./migrations/mysql.ts");
    return migrateMysql(() => this.#acquire());
  }

  isDuplicate(error: unknown): boolean {
    return errorCode(error, "errno") === 1062;
  }

  isMissingTable(error: unknown): boolean {
    return errorCode(error, "errno") === 1146;
  }

  isTransient(error: unknown): boolean {
    const code = errorCode(error, "errno");
    return code === 1213 || code === 1020; // deadlock; MariaDB's "record has changed since last read"
  }

  /** An error that ends the connection, or the server (class 08), says nothing of what was done. */
  isRefused(error: unknown): boolean {
    return /^(?!08)/.test(`${errorCode(error, "sqlState") ?? "08"}`) && errorCode(error, "fatal") !== true;
  }

  /** A connection that is new gets its settings first. */
  async #acquire(): Promise<PoolConnection> {
    const connection = await this.#pool.getConnection();
    if (this.#prepared.has(connection.connection)) return connection;
    const late = () => new Error(`a new connection was not answered within ${this.#timeoutsMs.commit} ms`);
    try {
      await inTime(applySettings(connection), this.#timeoutsMs.commit, late);
    } catch (error) {
      connection.destroy();
      throw error;
    }
    this.#prepared.add(connection.connection);
    return connection;
  }

  close(): Promise<void> {
    return closePool(() => this.#pool.end(), this.#timeoutsMs.commit);
  }
}

async function execute(connection: PoolConnection, { statement, values }: Step): Promise<Outcome> {
  const [result] = await connection.execute(statement.sql, statement.bind(values));
  if (!statement.reads) return { rows: [], count: "affectedRows" in result ? result.affectedRows : 0 };
  return { rows: (result as Record<string, unknown>[]).map(asTexts), count: 0 };
}

/** Columns of bytes hold UTF-8. */
function asTexts(row: Record<string, unknown>): SessionRow {
  for (const [name, value] of Object.entries(row)) if (Buffer.isBuffer(value)) row[name] = value.toString("utf8");
  return row as unknown as SessionRow;
}
