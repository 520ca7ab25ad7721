/** A connection to SQLite as the engine wants it. */

import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SettingError } from "../../core/errors.ts";
import { identityOf, openSqliteFile } from "../../core/sqlite-file.ts";
import { OpenedFiles } from "./opened-files.ts";

export interface SqliteConnection {
  readonly database: DatabaseSync;
  readonly files: OpenedFiles;
}

/** KiB. SQLite's own 2 MB make every change of a large table a read from the disk. */
const cacheSize = 16_384;

/**
 * Opens a file, or one in memory (`:memory:`). `busyTimeout`: milliseconds that a write waits for that of another.
 * @throws SettingError when there is no such folder, or the file is not ours to write.
 */
export function connect(path: string, busyTimeout: number): SqliteConnection {
  try {
    return path === ":memory:" ? inMemory(busyTimeout) : onDisk(resolve(path), busyTimeout);
  } catch (error) {
    throw new SettingError(
      "store",
      `the SQLite file ${path} cannot be opened (${(error as Error).message}).`,
      "Name a file in an existing folder that this process may write to.",
    );
  }
}

function inMemory(busyTimeout: number): SqliteConnection {
  const database = new DatabaseSync(":memory:");
  prepare(database, busyTimeout);
  return { database, files: new OpenedFiles(new Map()) };
}

/** `path` is absolute: it is looked at again, and the app may change its working directory. */
function onDisk(path: string, busyTimeout: number): SqliteConnection {
  const { database, identity } = openSqliteFile(path);
  try {
    prepare(database, busyTimeout);
    const log = logOf(database);
    // From its first reading on the connection has a log, and nobody removes it as long as the connection is there.
    const logIdentity = identityOf(log) ?? "";
    return {
      database,
      files: new OpenedFiles(
        new Map([
          [path, identity],
          [log, logIdentity],
        ]),
      ),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: DatabaseSync, busyTimeout: number): void {
  database.exec(`pragma busy_timeout = ${busyTimeout}; pragma journal_mode = wal; pragma synchronous = normal`);
  database.exec(`pragma cache_size = -${cacheSize}; pragma user_version`);
}

/** SQLite keeps it beside the file itself, wherever links lead. */
function logOf(database: DatabaseSync): string {
  const [main] = database.prepare("pragma database_list").all();
  return `${main!.file}-wal`;
}
