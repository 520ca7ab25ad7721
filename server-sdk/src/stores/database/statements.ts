/** All the SQL, for all databases. `:name` is the place of a value, which is filled in by that name. */

import { columns, tableName } from "./schema.ts";

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

/** The differences between the databases. */
export interface Grammar {
  /** How the place of a value is written: "$1", "$2" and so on, or "?" for each. */
  readonly places: "$1" | "?";
  /** The function that says where in a text another begins, 0 when nowhere. */
  readonly position: "instr" | "strpos";
  /** Has SELECT ... FOR UPDATE. */
  readonly locksRows: boolean;
  /** Has DELETE ... ORDER BY ... LIMIT. */
  readonly limitsDelete: boolean;
  /** A load answers what it was asked: its one row has the id as `asked`, and nothing else where there is no session. */
  readonly echoesLoads: boolean;
}

export type Statements = ReturnType<typeof sessionStatements>;

export function statement(
  { places }: Pick<Grammar, "places">,
  text: string,
  name: string | null = null,
  durable = false,
): Statement {
  const names: string[] = [];
  const sql = text.replace(/:(\w+)/g, (_, value: string) => {
    names.push(value);
    return places === "?" ? "?" : `$${names.length}`;
  });
  return {
    name,
    sql,
    reads: sql.startsWith("select"),
    durable,
    bind: (values) => names.map((value) => values[value]!),
  };
}

export function sessionStatements(grammar: Grammar) {
  const live = `select ${columns} from ${tableName} where id = :id and expires_at > :now`;
  const echoing = `select asked, ${columns} from (select cast(:id as varchar) as asked) as question
    left join ${tableName} on id = :id and expires_at > :now`;

  /** Compare-and-set on the revision. The id and the deadline are only written where they change: others may move it. */
  const write = (name: string, rotates: boolean, movesDeadline: boolean) =>
    statement(
      grammar,
      `update ${tableName} set modified_at = :modified_at, expiry = :expiry, revision = :revision, user_id = :user_id, data = :data
        ${rotates ? ", id = :next" : ""} ${movesDeadline ? ", expires_at = :expires_at" : ""}
        where id = :id and revision = :from_revision and expires_at > :now`,
      name,
      rotates,
    );

  /** Changes the row of a live session, but moves its deadline only while the expiry is still the one known. */
  const touch = (name: string, known: string) =>
    statement(
      grammar,
      `update ${tableName} set expires_at = case when expiry ${known} then :expires_at else expires_at end
        where id = :id and expires_at > :now`,
      name,
    );

  return {
    load: statement(grammar, grammar.echoesLoads ? echoing : live, "load"),
    lock: statement(grammar, grammar.locksRows ? `${live} for update` : live, "lock"),
    create: statement(
      grammar,
      `insert into ${tableName} (${columns}) values (${columns.map((column) => `:${column}`)})`,
      "create",
    ),
    commit: write("commit", false, false),
    commitMoving: write("commit_moving", false, true),
    rotate: write("rotate", true, false),
    rotateMoving: write("rotate_moving", true, true),
    touchPolicy: touch("touch_policy", "is null"),
    touchCustom: touch("touch_custom", "= :from"),
    delete: statement(grammar, `delete from ${tableName} where id = :id`, "delete", true),

    /** Removes at most this many dead rows, the oldest first, and leaves out rows that another process is removing. */
    clearExpired(batch: number): Statement {
      const oldest = `where expires_at <= :now order by expires_at limit ${batch}`;
      if (grammar.limitsDelete) return statement(grammar, `delete from ${tableName} ${oldest}`);
      // Chosen in a step of its own: PostgreSQL may run a subselect again for each row, and then it chooses others.
      return statement(
        grammar,
        `with chosen as (select id from ${tableName} ${oldest} ${grammar.locksRows ? "for update skip locked" : ""})
          delete from ${tableName} where id in (select id from chosen)`,
      );
    },

    /** Any session, dead or alive. */
    loadAny: statement(grammar, `select ${columns} from ${tableName} where id = :id`),
  };
}
