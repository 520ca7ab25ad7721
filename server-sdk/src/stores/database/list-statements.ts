/** The SQL of listing and counting. Values are filled in by name. */

import { BoundedMap } from "../../core/bounded-map.ts";
import type { ListQuery } from "../../core/store.ts";
import { type Kysely, type SqlBool, sql } from "./kysely.ts";
import { columns, type Schema, tableName } from "./schema.ts";
import { compile, type Grammar, type Statement, value } from "./statements.ts";

/** An order by one column, and by the id where that is the same. `null`: by the id alone. */
export interface Order {
  readonly column: "modified_at" | "expires_at" | null;
  readonly descending: boolean;
}

/** Which conditions a page has. */
export interface PageShape {
  readonly order: Order;
  /** It ends at a place, as it begins after one. */
  readonly until: boolean;
  readonly state: NonNullable<ListQuery["state"]>;
  readonly user: boolean;
  readonly signedIn: boolean | undefined;
  readonly text: boolean;
}

export type ListStatements = ReturnType<typeof listStatements>;

/** Building one costs as much as running it. They are as many as the pages' shapes and lengths. */
const mostKept = 200;

export function listStatements(db: Kysely<Schema>, grammar: Grammar) {
  const kept = new BoundedMap<string, Statement>(mostKept);
  const once = (shape: unknown, build: () => Statement): Statement => {
    const key = JSON.stringify(shape);
    const statement = kept.get(key) ?? build();
    kept.set(key, statement);
    return statement;
  };

  const from = ({ column, descending }: Order, until: boolean) => {
    const [on, direction] = descending ? (["<", "desc"] as const) : ([">", "asc"] as const);
    const back = descending ? ">" : "<";
    const rows = db.selectFrom(tableName);
    if (column === null)
      return rows
        .where("id", on, value("after"))
        .$if(until, (select) => select.where("id", `${back}=`, value("until")))
        .orderBy("id", direction);
    return (
      rows
        // The first of the two conditions is a range of the index, in every database.
        .where(column, `${on}=`, value("at"))
        .where(({ or, eb }) => or([eb(column, on, value("at")), eb("id", on, value("after"))]))
        .$if(until, (select) =>
          select
            .where(column, `${back}=`, value("until_at"))
            .where(({ or, eb }) => or([eb(column, back, value("until_at")), eb("id", `${back}=`, value("until"))])),
        )
        .orderBy(column, direction)
        .orderBy("id", direction)
    );
  };

  return {
    /** Where the next `rows` rows end, whatever they hold; no row when there are fewer. */
    stretch: (rows: number, order: Order) =>
      once(["stretch", rows, order], () =>
        compile(
          from(order, false)
            .select(order.column === null ? ["id"] : ["id", order.column])
            .limit(sql.lit(1))
            .offset(sql.lit(rows - 1)),
        ),
      ),

    /** Sessions after one place and up to another. `text` finds all that hold it, and perhaps some that do not. */
    page: (limit: number, shape: PageShape) =>
      once(["page", limit, shape], () => {
        const { order, until, state, user, signedIn, text } = shape;
        const position = sql.raw(grammar.position);
        const holds = (name: string) => sql<SqlBool>`${position}(${sql.ref("data")}, ${value(name)}) > 0`;
        return compile(
          from(order, until)
            .select(columns)
            .$if(state !== "any", (select) => select.where("expires_at", state === "live" ? ">" : "<=", value("now")))
            .$if(user, (select) => select.where("user_id", "=", value("user")))
            .$if(signedIn !== undefined, (select) => select.where("user_id", signedIn ? "is not" : "is", null))
            .$if(text, (select) =>
              // In a value as it is, in a key as JSON, or anywhere in a row that is JSON as a whole (see encodeText).
              select.where(({ or, eb }) => or([holds("text"), holds("json_text"), eb("data", "like", '"%')])),
            )
            .limit(sql.lit(limit)),
        );
      }),

    /** Of the first `rows` rows in the order of the ids: how many there are, how many are dead, and the last id. */
    sample: (rows: number) =>
      once(["sample", rows], () => {
        const first = db.selectFrom(tableName).select(["id", "expires_at"]).orderBy("id").limit(sql.lit(rows));
        return compile(
          db
            .selectFrom(first.as("first"))
            .select(({ fn, eb }) => [
              fn.countAll<number>().as("rows"),
              fn.count<number>(eb.case().when("expires_at", "<=", value("now")).then(1).end()).as("dead"),
              fn.max("id").as("last"),
            ]),
        );
      }),

    /** How many are dead, up to so many. */
    dead: (most: number) =>
      once(["dead", most], () => {
        const dead = db.selectFrom(tableName).select("id").where("expires_at", "<=", value("now")).limit(sql.lit(most));
        return compile(db.selectFrom(dead.as("dead")).select(({ fn }) => fn.countAll<number>().as("dead")));
      }),
  };
}
