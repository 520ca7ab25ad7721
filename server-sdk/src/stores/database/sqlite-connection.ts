/** Opens a connection to SQLite, with the pragmas that the engine relies on. */

import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SettingError } from "../../core/errors.ts";
import { identityOf, openSqliteFile } from "../../core/storing/sqlite-file.ts";
import { OpenedFiles } from "./opened-files.ts";

export interface SqliteConnection {
  readonly database: DatabaseSync;
  readonly files: OpenedFiles;
}

const settings = (busyTimeoutMs: number) => ({
  busy_timeout: busyTimeoutMs,
  /** NORMAL; the engine changes it where a write must have reached the disk. */
  synchronous: 1,
  /** KiB, negative. SQLite's own 2 MB make every change of a large table a read from the disk. */
  cache_size: -16_384,
});

/**
 * Opens a file, or one in memory (`:memory:`). A write waits for another process's at most `busyTimeoutMs`.
 * @throws SettingError when there is no such folder, or the file is not ours to write.
 */
export function connect(path: string, busyTimeoutMs: number): SqliteConnection {
  try {
    return path === ":memory:" ? inMemory(busyTimeoutMs) : onDisk(resolve(path), busyTimeoutMs);
  } catch (error) {
    throw new SettingError(
      "store",
      `the SQLite file ${path} cannot be opened (${(error as Error).message}).`,
      "Name a file in an existing folder that this process may write to, on a local disk, which no other program holds.",
    );
  }
}

function inMemory(busyTimeoutMs: number): SqliteConnection {
  const database = new DatabaseSync(":memory:");
  setPragmas(database, settings(busyTimeoutMs));
  return { database, files: new OpenedFiles(new Map()) };
}

/** `path` is absolute: it is looked at again, and the app may change its working directory. */
function onDisk(path: string, busyTimeoutMs: number): SqliteConnection {
  const { database, identity } = openSqliteFile(path);
  try {
    setPragmas(database, { ...settings(busyTimeoutMs), locking_mode: "normal", journal_mode: "wal" });
    const log = logOf(database);
    database.exec("select 1 from sqlite_master limit 1");
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

/** @throws Error naming the first setting that SQLite does not take. */
function setPragmas(database: DatabaseSync, settings: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(settings)) {
    const refused = (by: string) => new Error(`${name} = ${value} was refused: ${by}`);
    try {
      database.exec(`pragma ${name} = ${value}`);
    } catch (error) {
      throw refused((error as Error).message);
    }
    const [shown] = Object.values(database.prepare(`pragma ${name}`).get() ?? {});
    if (shown !== value) throw refused(`it is still ${shown}`);
  }
}

/** SQLite keeps it beside the file itself, wherever links lead. */
function logOf(database: DatabaseSync): string {
  const [main] = database.prepare("pragma database_list").all();
  return `${main!.file}-wal`;
}
