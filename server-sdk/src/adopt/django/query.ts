/** Queries on Django's database through the client that the app has: pg, mysql2/promise or node:sqlite. */

export type Row = Readonly<Record<string, unknown>>;

/** What is used of each client. */
export type DjangoDatabase =
  | { query(sql: string, values: unknown[]): Promise<{ readonly rows: unknown[] }> }
  | { execute(sql: string, values: string[]): Promise<readonly [unknown, ...unknown[]]> }
  | { prepare(sql: string): { all(...values: string[]): unknown[] } };

export interface Queries {
  readonly query: (sql: string, values: string[]) => Promise<readonly Row[]>;
  /** The placeholder of the value at this place, counted from 1. */
  readonly mark: (place: number) => string;
  /** This moment, as the database compares it with Django's (`USE_TZ`, which is on unless the app says otherwise). */
  readonly now: () => string;
}

/** @throws TypeError for none of the clients. */
export function queriesOf(database: DjangoDatabase): Queries {
  const utc = () => new Date().toISOString().replace("T", " ").replace("Z", "");
  if (isObject(database) && "prepare" in database) {
    const query = async (sql: string, values: string[]) => database.prepare(sql).all(...values) as Row[];
    return { query, mark: () => "?", now: utc };
  }
  if (isObject(database) && "execute" in database) {
    const query = async (sql: string, values: string[]) => {
      const [rows] = await database.execute(sql, values);
      return Array.isArray(rows) ? (rows as Row[]) : [];
    };
    return { query, mark: () => "?", now: utc };
  }
  if (isObject(database) && "query" in database) {
    const query = async (sql: string, values: string[]) => (await database.query(sql, values)).rows as Row[];
    return { query, mark: (place) => `$${place}`, now: () => new Date().toISOString() };
  }
  throw new TypeError(
    "adopt needs database: a Pool of pg, a pool of mysql2/promise, or a DatabaseSync of node:sqlite.",
  );
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Names of tables and columns stand in statements as they are. @throws TypeError */
export function checkedName(name: string): void {
  if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/.test(name)) {
    throw new TypeError(`adopt cannot use the name ${JSON.stringify(name)} in a statement.`);
  }
}
