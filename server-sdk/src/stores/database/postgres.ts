/** PostgreSQL through `pg`. */

import { hash } from "node:crypto";
import type { Socket } from "node:net";
import type pg from "pg";
import type { ClientBase, ClientConfig, Pool, PoolClient } from "pg";
import { loadDriver } from "../../core/storing/load-driver.ts";
import { borrow, closePool, type Lender, maxQueueLength, tooManyWait } from "./borrowed-connection.ts";
import { errorCode, type ServerOptions } from "./driver.ts";
import { type Decision, expectMet, type Outcome, type ServerEngine, type Step, type Work } from "./engine.ts";
import { Pipeline } from "./pipeline.ts";
import { begin, expectWritable } from "./postgres-settings.ts";
import { expectAccepted } from "./refused-setting.ts";
import type { SessionRow } from "./schema.ts";
import type { Grammar, Statement } from "./statements.ts";

const grammar: Grammar = {
  places: "$1",
  position: "strpos",
  locksRows: true,
  limitsDelete: false,
  echoesLoads: true,
};

/**
 * serialization_failure, deadlock_detected, and feature_not_supported: the error of a statement that was prepared before
 * the type of a column changed ("cached plan must not change result type"). A new connection prepares it again.
 */
const transient: ReadonlySet<unknown> = new Set(["40001", "40P01", "0A000"]);

/** The codes of errors that end a statement alone, and not the connection or the server: then its outcome is not known. */
const refusal = /^(?!08|25P|57P|40003)\d[0-9A-Z]{4}$/;

/** The type of bigint columns. All values in them fit a JavaScript number exactly. */
const int8 = 20;

export class PostgresEngine implements ServerEngine {
  readonly title = "PostgreSQL";
  readonly shared = true;
  readonly grammar = grammar;
  readonly mostRemoved = 10_000;
  readonly mostLookedAt = 10_000;
  readonly commitTimeoutMs: number;
  readonly #pool: Pool;
  readonly #Query: typeof pg.Query;
  readonly #lender: Lender<PoolClient>;
  /** Undefined: loads borrow from the pool as well. */
  readonly #loads: Pipeline | undefined;
  readonly #timeoutsMs: ServerOptions["timeoutsMs"];
  readonly #listNames = new ListNames();

  private constructor(
    pool: Pool,
    loads: Pipeline | undefined,
    query: typeof pg.Query,
    timeoutsMs: ServerOptions["timeoutsMs"],
  ) {
    this.#pool = pool;
    this.#loads = loads;
    this.#Query = query;
    this.#timeoutsMs = timeoutsMs;
    this.commitTimeoutMs = timeoutsMs.commit;
    this.#lender = {
      acquire: () => (pool.waitingCount < maxQueueLength ? pool.connect() : Promise.reject(tooManyWait())),
      giveBack: (client, broken) => client.release(broken),
    };
  }

  /** @throws MissingDriverError, SettingError when the database cannot keep sessions. */
  static async open(url: URL, { poolSize, timeoutsMs }: ServerOptions): Promise<PostgresEngine> {
    const { Client, Pool, Query, types } = await loadDriver<typeof import("pg")>("PostgreSQL", "pg");
    const config: ClientConfig = {
      connectionString: url.href,
      application_name: "sessionscope",
      types: {
        getTypeParser: ((oid: number, format: "text") =>
          oid === int8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
      },
    };
    // Older drivers have no pipeline mode.
    const pipelines = poolSize > 1 && new Client({ pipeline: true }).pipeline;
    const newClient = (socket: Socket) => new Client({ ...config, pipeline: true, stream: () => socket });
    const loads = pipelines ? new Pipeline(newClient, timeoutsMs.load) : undefined;
    const pool = new Pool({
      ...config,
      max: loads ? poolSize - 1 : poolSize,
      connectionTimeoutMillis: timeoutsMs.commit,
      allowExitOnIdle: true,
    });
    // The pool replaces an idle connection that has ended; when one in use ends, its query fails.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    const engine = new PostgresEngine(pool, loads, Query, timeoutsMs);
    await expectAccepted(engine, borrow(engine.#lender, timeoutsMs.commit, expectWritable));
    return engine;
  }

  run(step: Step, work: Work): Promise<Outcome> {
    const timeoutMs = this.#timeoutsMs[work];
    if (work !== "load") return borrow(this.#lender, timeoutMs, (client) => this.#execute(client, step));
    const load = async (client: ClientBase) => answerTo(step, await this.#execute(client, step));
    if (this.#loads) return borrow(this.#loads, timeoutMs, ({ client }) => load(client));
    return borrow(this.#lender, timeoutMs, load);
  }

  decideLocked({ read, decide }: Decision): Promise<void> {
    return borrow(this.#lender, this.#timeoutsMs.commit, async (client) => {
      await client.query(begin);
      const step = decide((await this.#execute(client, read)).rows[0]);
      if (step) expectMet(await this.#execute(client, step));
      await client.query("commit");
    });
  }

  async migrate(): Promise<readonly string[]> {
    const { migratePostgres } = await import("./migrations/postgres.ts");
    return migratePostgres(this.#pool);
  }

  #execute(client: ClientBase, { statement, values }: Step): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      // A Query made here: from an options object `pg` copies every property, a tenth of the whole cost.
      const query = new this.#Query<SessionRow>(statement.sql, statement.bind(values), (error, result) => {
        if (error) reject(error);
        else resolve({ rows: result.rows, count: result.rowCount ?? 0 });
      });
      const name = statement.name ?? this.#listNames.nameOf(statement);
      if (name !== null) Object.assign(query, { name });
      client.query(query);
    });
  }

  isDuplicate(error: unknown): boolean {
    return errorCode(error, "code") === "23505";
  }

  isMissingTable(error: unknown): boolean {
    return errorCode(error, "code") === "42P01";
  }

  isTransient(error: unknown): boolean {
    return transient.has(errorCode(error, "code"));
  }

  isRefused(error: unknown): boolean {
    return refusal.test(`${errorCode(error, "code")}`);
  }

  close(): Promise<void> {
    return closePool(() => Promise.all([this.#pool.end(), this.#loads?.close()]), this.#timeoutsMs.commit);
  }
}

/**
 * Names under which statements of lists are kept prepared, for planning one costs the server more than answering it. A list
 * can be asked for in many ways: the first ones have names, and a connection keeps no more.
 */
class ListNames {
  readonly #names = new Map<string, string>();

  /** `null`: the statement is not kept. */
  nameOf({ sql, reads }: Statement): string | null {
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    if (!reads || this.#names.size === mostListNames) return null;
    // The same in each process: a pooler may hand a connection from one to another.
    const name = `list_${hash("sha256", sql).slice(0, 32)}`;
    this.#names.set(sql, name);
    return name;
  }
}

const mostListNames = 50;

/**
 * The session that a load asked for. Only the order of the answers says which question each belongs to: if one got lost on
 * the way, every visitor would get the session of another.
 * @throws Error when it is the answer to another question.
 */
function answerTo({ values }: Step, { rows }: Outcome): Outcome {
  const row = rows[0] as (SessionRow & { readonly asked: string }) | undefined;
  if (row === undefined || row.asked !== values.id)
    throw new Error("the server's answers are out of step with what it was asked");
  return row.id === null ? { rows: [], count: 0 } : { rows: [row], count: 1 };
}
