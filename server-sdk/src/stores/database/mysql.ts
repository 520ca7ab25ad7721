/** MySQL and MariaDB through `mysql2`. */

import { Kysely, MysqlDialect, sql } from "kysely";
import type { Pool } from "mysql2";
import type { PoolConnection, Pool as PromisePool } from "mysql2/promise";
import { loadDriver } from "../../core/load-driver.ts";
import { borrow, closePool, type Lender, longestQueue } from "./borrowed-connection.ts";
import { errorCode, type ServerOptions } from "./driver.ts";
import type { Decision, Engine, Outcome, Step, Work } from "./engine.ts";
import type { ColumnTypes } from "./migrations.ts";
import type { Schema, SessionRow } from "./schema.ts";
import type { Grammar } from "./statements.ts";

const grammar: Grammar = { position: "instr", locksRows: true, limitsDelete: true, echoesLoads: false };

/** Bytes, not characters: every collation of MySQL takes some different texts for equal, if only "a" and "a ". */
const columnTypes: ColumnTypes = {
  id: sql`varbinary(43)`,
  text: sql`mediumblob`,
  longText: sql`longblob`,
  userIndex: (table) => sql`create index sessionscope_sessions_user_id on ${table} (user_id(64))`,
};

export class MysqlEngine implements Engine {
  readonly title = "MySQL";
  readonly shared = true;
  readonly kysely: Kysely<Schema>;
  readonly grammar = grammar;
  readonly columnTypes = columnTypes;
  readonly mostRemoved = 10_000;
  readonly mostLookedAt = 10_000;
  readonly #pool: PromisePool;
  readonly #lender: Lender<PoolConnection>;
  readonly #timeouts: ServerOptions["timeouts"];

  private constructor(pool: Pool, timeouts: ServerOptions["timeouts"]) {
    this.#pool = pool.promise();
    this.#timeouts = timeouts;
    this.#lender = {
      acquire: () => this.#pool.getConnection(),
      giveBack: (connection, broken) => (broken ? connection.destroy() : connection.release()),
    };
    this.kysely = new Kysely<Schema>({ dialect: new MysqlDialect({ pool }) });
  }

  /** @throws MissingDriverError */
  static async open(url: URL, { poolSize, timeouts }: ServerOptions): Promise<MysqlEngine> {
    const { createPool } = await loadDriver("MySQL", "mysql2", () => import("mysql2"));
    const pool = createPool({
      uri: url.href.replace(/^mariadb:/i, "mysql:"),
      connectionLimit: poolSize,
      queueLimit: longestQueue,
      connectTimeout: timeouts.commit,
    });
    // Reads see what is committed now, and writes lock rows, not the gaps between them.
    pool.on("connection", (connection) => {
      // A connection that cannot do this fails its first statement as well, and that one says so.
      connection.query("set session transaction isolation level read committed", () => {});
    });
    return new MysqlEngine(pool, timeouts);
  }

  run(step: Step, work: Work): Promise<Outcome> {
    return borrow(this.#lender, this.#timeouts[work], (connection) => execute(connection, step));
  }

  decideLocked({ read, decide }: Decision): Promise<void> {
    return borrow(this.#lender, this.#timeouts.commit, async (connection) => {
      await connection.beginTransaction();
      const step = decide((await execute(connection, read)).rows[0]);
      if (step) await execute(connection, step);
      await connection.commit();
    });
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

  close(): Promise<void> {
    return closePool(() => this.#pool.end(), this.#timeouts.commit);
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
