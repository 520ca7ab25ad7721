/** The SQL of listing and counting. Values are filled in by name. */

import type { ListQuery } from "../../core/store.ts";
import { columns, tableName } from "./schema.ts";
import { type Grammar, type Statement, statement } from "./statements.ts";

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

export function listStatements(grammar: Grammar) {
  const list = (text: string) => statement(grammar, text);
  const holds = (name: string) => `${grammar.position}(data, ${name}) > 0`;

  return {
    /** Where the next `rows` rows end, whatever they hold; no row when there are fewer. */
    stretch(rows: number, order: Order): Statement {
      const place = order.column === null ? "id" : `id, ${order.column}`;
      const skipped = `where ${afterPlace(order)} order by ${inOrder(order)} limit 1 offset ${rows - 1}`;
      return list(`select ${place} from ${tableName} ${skipped}`);
    },

    /** Sessions after one place and up to another. `text` finds all that hold it, and perhaps some that do not. */
    page(limit: number, { order, until, state, user, signedIn, text }: PageShape): Statement {
      const conditions = [
        afterPlace(order),
        until && upToPlace(order),
        state !== "any" && `expires_at ${state === "live" ? ">" : "<="} :now`,
        user && "user_id = :user",
        signedIn !== undefined && `user_id is ${signedIn ? "not null" : "null"}`,
        // In a value as it is, in a key as JSON, or anywhere in a row that is JSON as a whole (see encodeText).
        text && `(${holds(":text")} or ${holds(":json_text")} or data like '"%')`,
      ];
      const where = conditions.filter((condition) => condition !== false).join(" and ");
      return list(`select ${columns} from ${tableName} where ${where} order by ${inOrder(order)} limit ${limit}`);
    },

    /** Of the first `rows` rows in the order of the ids: how many there are, how many are dead, and the last id. */
    sample: (rows: number): Statement =>
      list(
        `select count(*) as found, count(case when expires_at <= :now then 1 end) as dead, max(id) as last_id
          from (select id, expires_at from ${tableName} order by id limit ${rows}) as looked_at`,
      ),

    /** How many are dead, up to so many. */
    dead: (most: number): Statement =>
      list(
        `select count(*) as dead from (select id from ${tableName} where expires_at <= :now limit ${most}) as looked_at`,
      ),
  };
}

function inOrder({ column, descending }: Order): string {
  const direction = descending ? "desc" : "asc";
  return column === null ? `id ${direction}` : `${column} ${direction}, id ${direction}`;
}

/** The first of two conditions is a range of the index, in every database. */
function afterPlace({ column, descending }: Order): string {
  const beyond = descending ? "<" : ">";
  if (column === null) return `id ${beyond} :after`;
  return `${column} ${beyond}= :at and (${column} ${beyond} :at or id ${beyond} :after)`;
}

function upToPlace({ column, descending }: Order): string {
  const before = descending ? ">" : "<";
  if (column === null) return `id ${before}= :until`;
  return `${column} ${before}= :until_at and (${column} ${before} :until_at or id ${before}= :until)`;
}
