/** All the SQL, for all databases: built with Kysely and compiled once. Values are filled in by name. */

import { type CompiledQuery, type Kysely, sql } from "./kysely.ts";
import { columns, type Schema, tableName } from "./schema.ts";

export type Value = string | number | null;
export type Values = Readonly<Record<string, Value>>;

export interface Statement {
  /** The name under which a statement of every request is kept prepared; `null` for the others. */
  readonly name: string | null;
  readonly sql: string;
  /** Answers rows; a statement that does not answers how many rows it changed. */
  readonly reads: boolean;
  /** Must have reached the disk when it is answered: it ends a session, or the use of a key. */
  readonly durable: boolean;
  /** The values in the order of the SQL. */
  bind(values: Values): Value[];
}

/** The differences between the databases that Kysely leaves to its caller. */
export interface Grammar {
  /** The function that says where in a text another begins, 0 when nowhere. */
  readonly position: "instr" | "strpos";
  /** Has SELECT ... FOR UPDATE. */
  readonly locksRows: boolean;
  /** Has DELETE ... ORDER BY ... LIMIT. */
  readonly limitsDelete: boolean;
  /** A load answers what it was asked: its one row has the id as `asked`, and nothing else where there is no session. */
  readonly echoesLoads: boolean;
}

export type Statements = ReturnType<typeof compileStatements>;

class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Stands for the value of that name, wherever Kysely wants a value. */
export const value = (name: string) => new Placeholder(name) as unknown as never;

interface Query {
  compile(): CompiledQuery;
}

export function compile(query: Query, name: string | null = null, durable = false): Statement {
  const { sql, parameters } = query.compile();
  return {
    name,
    sql,
    reads: sql.startsWith("select"),
    durable,
    bind: (values) => parameters.map((part) => (part instanceof Placeholder ? values[part.name]! : (part as Value))),
  };
}

export function compileStatements(db: Kysely<Schema>, grammar: Grammar) {
  const live = db
    .selectFrom(tableName)
    .select(columns)
    .where("id", "=", value("id"))
    .where("expires_at", ">", value("now"));

  const echoing = db
    .selectFrom(sql<{ asked: string }>`(select cast(${value("id")} as varchar) as asked)`.as("question"))
    .leftJoin(tableName, (join) => join.on("id", "=", value("id")).on("expires_at", ">", value("now")))
    .select(["asked", ...columns]);

  /** Compare-and-set on the revision. The id and the deadline are only written where they change: others may move it. */
  const write = (name: string, rotates: boolean, movesDeadline: boolean) =>
    compile(
      db
        .updateTable(tableName)
        .set({
          modified_at: value("modified_at"),
          expiry: value("expiry"),
          revision: value("revision"),
          user_id: value("user_id"),
          data: value("data"),
        })
        .$if(rotates, (update) => update.set({ id: value("next") }))
        .$if(movesDeadline, (update) => update.set({ expires_at: value("expires_at") }))
        .where("id", "=", value("id"))
        .where("revision", "=", value("from_revision"))
        .where("expires_at", ">", value("now")),
      name,
      rotates,
    );

  /** Changes the row of a live session, but moves its deadline only while the expiry is still the one known. */
  const touch = (name: string, fromPolicy: boolean) =>
    compile(
      db
        .updateTable(tableName)
        .set(({ case: choose, ref }) => ({
          expires_at: choose()
            .when("expiry", fromPolicy ? "is" : "=", fromPolicy ? null : value("from"))
            .then(value("expires_at"))
            .else(ref("expires_at"))
            .end(),
        }))
        .where("id", "=", value("id"))
        .where("expires_at", ">", value("now")),
      name,
    );

  return {
    load: compile(grammar.echoesLoads ? echoing : live, "load"),
    lock: compile(grammar.locksRows ? live.forUpdate() : live, "lock"),
    create: compile(
      db.insertInto(tableName).values({
        id: value("id"),
        created_at: value("created_at"),
        modified_at: value("modified_at"),
        expires_at: value("expires_at"),
        expiry: value("expiry"),
        revision: value("revision"),
        user_id: value("user_id"),
        data: value("data"),
      }),
      "create",
    ),
    commit: write("commit", false, false),
    commitMoving: write("commit_moving", false, true),
    rotate: write("rotate", true, false),
    rotateMoving: write("rotate_moving", true, true),
    touchPolicy: touch("touch_policy", true),
    touchCustom: touch("touch_custom", false),
    delete: compile(db.deleteFrom(tableName).where("id", "=", value("id")), "delete", true),

    /** Removes at most this many dead rows, the oldest first, and leaves out rows that another process is removing. */
    clearExpired(batch: number): Statement {
      if (grammar.limitsDelete) {
        const dead = db.deleteFrom(tableName).where("expires_at", "<=", value("now"));
        return compile(dead.orderBy("expires_at").limit(sql.lit(batch)));
      }
      const chosen = db
        .selectFrom(tableName)
        .select("id")
        .where("expires_at", "<=", value("now"))
        .orderBy("expires_at")
        .limit(sql.lit(batch))
        .$if(grammar.locksRows, (select) => select.forUpdate().skipLocked());
      // Chosen in a step of its own: PostgreSQL may run a subselect again for each row, and then it chooses others.
      return compile(
        db
          .with("chosen", () => chosen)
          .deleteFrom(tableName)
          .where("id", "in", (from) => from.selectFrom("chosen").select("id")),
      );
    },

    /** Any session, dead or alive. */
    loadAny: compile(db.selectFrom(tableName).select(columns).where("id", "=", value("id"))),
  };
}
