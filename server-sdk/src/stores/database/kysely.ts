/** What the SDK uses of Kysely. In the published package this file holds Kysely itself, as one file in place of 600. */

export {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  MysqlDialect,
  PostgresDialect,
  type RawBuilder,
  type SqlBool,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  sql,
} from "kysely";
export { type Migration, Migrator } from "kysely/migration";
