/** The migrations on SQLite. */

import type { DatabaseSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  sql,
} from "../kysely.ts";
import { type ColumnTypes, migrate } from "../migrations.ts";
import type { Value } from "../statements.ts";

const columnTypes: ColumnTypes = {
  id: sql`text`,
  text: sql`text`,
  longText: sql`text`,
  userIndex: (table) =>
    sql`create index sessionscope_sessions_user_id on ${table} (user_id, id) where user_id is not null`,
};

export function migrateSqlite(db: DatabaseSync): Promise<readonly string[]> {
  return migrate(new Kysely({ dialect: new NodeSqliteDialect(db) }), columnTypes);
}

/** Kysely's dialect on this driver, with transactions that take the write lock first: several processes may migrate at once. */
class NodeSqliteDialect extends SqliteDialect {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    super({ database: db as never });
    this.#db = db;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  override createDriver(): SqliteDriver {
    const db = this.#db;
    return new ImmediateSqliteDriver({
      database: {
        close: () => {},
        prepare: (text) => {
          const statement = db.prepare(text);
          return {
            reader: /^\s*(select|pragma|with)\b|\breturning\b/i.test(text),
            all: (values) => statement.all(...(values as Value[])),
            run: (values) => statement.run(...(values as Value[])),
            iterate: (values) => statement.iterate(...(values as Value[])),
          };
        },
      },
    });
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}
