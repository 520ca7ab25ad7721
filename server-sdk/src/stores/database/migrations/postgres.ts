/** The migrations on PostgreSQL. */

import type { Pool } from "pg";
import { Kysely, PostgresDialect, sql } from "../kysely.ts";
import { type ColumnTypes, migrate } from "../migrations.ts";

const columnTypes: ColumnTypes = {
  // The order of ids is that of their bytes, whatever the language of the database.
  id: sql`varchar(43) collate "C"`,
  text: sql`text`,
  longText: sql`text`,
  // A hash: a B-tree cannot hold users longer than 2,700 bytes.
  userIndex: (table) =>
    sql`create index sessionscope_sessions_user_id on ${table} using hash (user_id) where user_id is not null`,
};

export function migratePostgres(pool: Pool): Promise<readonly string[]> {
  return migrate(new Kysely({ dialect: new PostgresDialect({ pool }) }), columnTypes);
}
