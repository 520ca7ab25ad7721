/**
 * One session in one file: how it is named, written so that it is never half there, and read without believing it. What may wait
 * for the disk is done in the thread pool; the rest takes less time than to ask another thread.
 */

import { hash } from "node:crypto";
import { closeSync, constants, fsync, openSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { SessionId } from "../../core/session-key.ts";
import type { StoredSession } from "../../core/store.ts";
import { decodeSession, encodeSession } from "../../core/storing/session-record.ts";

const magic = "sessionscope-session";
const version = "1";
const head = new RegExp(`^${magic} (\\d+) ([\\w-]{43})\n`);
const sync = promisify(fsync);
const reading = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
/** Added while a file is written; one that stays behind is garbage. */
export const temporarySuffix = ".tmp";
/** Added to a file that cannot be read, so that somebody can look at it. */
export const damagedSuffix = ".damaged";

/** The id as a name for every file system, also those that ignore case: 64 hexadecimal digits. */
export function fileName(id: SessionId): string {
  const bytes = Buffer.from(id, "base64url");
  // Nothing but an id may become a path.
  if (bytes.length !== 32 || bytes.toString("base64url") !== id) throw new TypeError("not a session id");
  return bytes.toString("hex");
}

/** The id a file is named after, or `null` for files that hold no session. */
export function idOfFile(name: string): SessionId | null {
  return /^[0-9a-f]{64}$/.test(name) ? (Buffer.from(name, "hex").toString("base64url") as SessionId) : null;
}

export type FileContent =
  | { readonly session: StoredSession }
  | { readonly damage: string /** Written by a version to come, not broken. */; readonly newer: boolean };

/** `null`: there is no such file. Throws whatever else keeps it from being read. */
export function readSessionNow(path: string, id: SessionId): FileContent | null {
  try {
    return parse(readFileSync(path, { encoding: "utf8", flag: reading as unknown as string }), id);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** `readSessionNow` for many files, when the process has other things to do. */
export async function readSession(path: string, id: SessionId): Promise<FileContent | null> {
  try {
    return parse(await readFile(path, { encoding: "utf8", flag: reading }), id);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

export const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

function parse(text: string, id: SessionId): FileContent {
  const found = head.exec(text);
  if (!found) return { damage: "not a session file", newer: false };
  if (found[1] !== version) return { damage: `of format ${found[1]}, this is ${version}`, newer: true };
  const record = text.slice(found[0].length);
  if (found[2] !== checksum(id, record)) return { damage: "the checksum does not match", newer: false };
  const session = decodeSession(record);
  return session === null ? { damage: "not a session", newer: false } : { session };
}

/** Over the id as well: the file of another session is as wrong as a torn one. */
function checksum(id: SessionId, record: string): string {
  return hash("sha256", `${id}\n${record}`, "base64url");
}

/** Puts the session in the place of whatever is there. A crash leaves the old or the new one, a failure the old one. */
export async function writeSession(path: string, id: SessionId, session: StoredSession): Promise<void> {
  const record = encodeSession(session);
  const temporary = path + temporarySuffix;
  try {
    const file = await openForWriting(temporary);
    try {
      writeFileSync(file, `${magic} ${version} ${checksum(id, record)}\n${record}`);
      await sync(file);
    } finally {
      closeSync(file);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Makes an empty file, where it is missing. */
export async function writeMarker(path: string): Promise<void> {
  closeSync(await openForWriting(path));
  await syncDirectory(dirname(path));
}

/** `false`: there was no such file. */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await rm(path);
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
  await syncDirectory(dirname(path));
  return true;
}

/** Makes the directory of the file too, but not what that one should be in: a root that vanished must not come back empty. */
async function openForWriting(path: string): Promise<number> {
  try {
    return openSync(path, "w", 0o600);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    await mkdir(dirname(path), { mode: 0o700 }).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== "EEXIST") throw failure;
    });
    await syncDirectory(dirname(dirname(path)));
    return openSync(path, "w", 0o600);
  }
}

/**
 * A name is only as durable as its directory. What has happened has happened, though: not every file system can sync
 * one (Windows cannot open it), and then nothing is undone (as SQLite does).
 */
async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = openSync(path, "r");
    try {
      await sync(directory);
    } finally {
      closeSync(directory);
    }
  } catch {}
}
