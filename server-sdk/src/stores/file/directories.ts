/** Going through all session files without holding more than one directory of them. */

import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SessionCount } from "../../core/store.ts";
import { isDead } from "../../core/stored-session.ts";
import { damagedSuffix, idOfFile, isAbsent, readSession, temporarySuffix } from "./session-file.ts";

/** The directories of session files from this one on, in order, with all they hold. */
export async function* sessionDirectories(root: string, from: string): AsyncGenerator<[path: string, names: string[]]> {
  for (const directory of (await readdir(root)).sort()) {
    if (directory < from || !/^[0-9a-f]{2}$/.test(directory)) continue;
    const path = join(root, directory);
    yield [path, await readdir(path)];
  }
}

/** The names in these directories that come after this one, in order. */
export async function* sessionFiles(root: string, after: string): AsyncGenerator<string> {
  for await (const [, names] of sessionDirectories(root, after.slice(0, 2))) {
    for (const name of names.sort()) if (name > after) yield name;
  }
}

/** Files that are seen before the rest is estimated: names are hashes, and all directories have about as many. */
const sampled = 2000;

/** How many session files there are, the dead included. */
export async function countFiles(root: string): Promise<SessionCount> {
  let count = 0;
  for await (const [path, names] of sessionDirectories(root, "")) {
    count += names.filter((name) => idOfFile(name) !== null).length;
    const read = Number.parseInt(basename(path), 16) + 1;
    if (count >= sampled && read < 256) return { count: Math.round((count / read) * 256), exact: false };
  }
  return { count, exact: true };
}

/** Milliseconds since the epoch; a file that has gone was changed last in the far future. */
export async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isAbsent(error)) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** What clearing removes: a dead session, and what writing and reading leave behind. */
export async function isGarbage(directory: string, name: string): Promise<boolean> {
  const id = idOfFile(name);
  if (id === null) return name.endsWith(temporarySuffix) || name.endsWith(damagedSuffix);
  const content = await readSession(join(directory, name), id);
  return content !== null && ("damage" in content || isDead(content.session));
}
