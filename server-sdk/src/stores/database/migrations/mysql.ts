/** The migrations on MySQL and MariaDB. */

import type { PoolConnection } from "mysql2/promise";
import { Kysely, MysqlDialect, sql } from "../kysely.ts";
import { type ColumnTypes, migrate } from "../migrations.ts";

/** Bytes, not characters: every collation of MySQL takes some different texts for equal, if only "a" and "a ". */
const columnTypes: ColumnTypes = {
  id: sql`varbinary(43)`,
  text: sql`mediumblob`,
  longText: sql`longblob`,
  userIndex: (table) => sql`create index sessionscope_sessions_user_id on ${table} (user_id(64))`,
};

/** `acquire` answers a connection of the pool that has its settings. */
export function migrateMysql(acquire: () => Promise<PoolConnection>): Promise<readonly string[]> {
  const pool = {
    getConnection: (done: (error: unknown, connection: never) => void): void => {
      acquire().then(
        ({ connection }) => done(null, connection as never),
        (error: unknown) => done(error, undefined as never),
      );
    },
    /** The engine ends it. */
    end: (done: (error: unknown) => void) => done(undefined),
  };
  return migrate(new Kysely({ dialect: new MysqlDialect({ pool }) }), columnTypes);
}
