/** The schema's history. Each step is applied once, in the order of the names; none is ever changed after its release. */

import { type Kysely, type Migration, Migrator, type RawBuilder, sql } from "./kysely.ts";
import { tableName } from "./schema.ts";
import { type migrationNames, migrationTable } from "./up-to-date.ts";

/** Column types: texts must be compared byte by byte, however long, in every database. */
export interface ColumnTypes {
  /** 43 ASCII characters. */
  readonly id: RawBuilder<unknown>;
  readonly text: RawBuilder<unknown>;
  readonly longText: RawBuilder<unknown>;
  /** The statement that creates the index on the user. */
  userIndex(table: RawBuilder<unknown>): RawBuilder<unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: a migration must not know today's schema (Kysely's own convention)
type AnyKysely = Kysely<any>;

const migrations = (types: ColumnTypes): Record<(typeof migrationNames)[number], Migration> => ({
  "001_sessions": {
    async up(db: AnyKysely) {
      await db.schema
        .createTable(tableName)
        .addColumn("id", types.id, (column) => column.primaryKey().notNull())
        .addColumn("created_at", "bigint", (column) => column.notNull())
        .addColumn("modified_at", "bigint", (column) => column.notNull())
        .addColumn("expires_at", "bigint", (column) => column.notNull())
        .addColumn("expiry", types.text)
        .addColumn("revision", "bigint", (column) => column.notNull())
        .addColumn("user_id", types.text)
        .addColumn("data", types.longText, (column) => column.notNull())
        .execute();
      await db.schema.createIndex(`${tableName}_expires_at`).on(tableName).column("expires_at").execute();
      await types.userIndex(sql.table(tableName)).execute(db);
    },
  },
  /** For lists in the order of the last change. On a large table it takes a while (docs/stores.md). */
  "002_modified": {
    async up(db: AnyKysely) {
      await db.schema.createIndex(`${tableName}_modified_at`).on(tableName).column("modified_at").execute();
    },
  },
});

/**
 * Brings the database up to date; safe when several processes do it at once.
 * @returns the names of the steps applied. @throws the database's error for the step that failed; that step was not applied.
 */
export async function migrate(db: AnyKysely, types: ColumnTypes): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations(types) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map(({ migrationName }) => migrationName);
}
