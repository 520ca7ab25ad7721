/**
 * Opening a file with SQLite. On POSIX a process that closes any descriptor of a file loses all the locks it has on that
 * file, SQLite's too, and then the next process to leave removes the log under it. So nobody but SQLite may open a file
 * that has the database's name: a new one is given the name only when it is closed.
 */

import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, linkSync, openSync, rmSync, statSync } from "node:fs";
import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";

export interface OpenedSqliteFile {
  readonly database: DatabaseSync;
  /** `identityOf` the file when it was opened. */
  readonly identity: string;
}

/**
 * Opens the database, made where it is missing and then readable and writable for its owner only: SQLite would make it
 * readable for all.
 * @throws Error of the file system or of SQLite.
 */
export function openSqliteFile(path: string, options: DatabaseSyncOptions = {}): OpenedSqliteFile {
  // Before opening: if another file takes the path meanwhile, the opened one counts as replaced.
  const identity = identityOf(path) ?? placeEmptyFile(path);
  const database = new DatabaseSync(path, options);
  if (identity !== null) return { database, identity };
  closeToOthers(path);
  return { database, identity: identityOf(path) ?? "" };
}

/** The same text as long as the same file is at the path; `null`: there is none. Does not open it. */
export function identityOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : null;
}

/** Answers `identityOf` what is there then; `null`: still none, for instance because the file system has no hard links. */
function placeEmptyFile(path: string): string | null {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.new`;
  closeSync(openSync(temporary, "wx", 0o600));
  try {
    // Unlike a rename, this never replaces what somebody else has put there meanwhile.
    linkSync(temporary, path);
  } catch {
  } finally {
    rmSync(temporary);
  }
  return identityOf(path);
}

/** By its name, without opening it. Nothing is in it yet. */
function closeToOthers(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch {
    // A file system that cannot has one mode for all its files.
  }
}
