/** Going through all session files without holding more than one directory of them. */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isAbsent } from "./session-file.ts";

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

/** Milliseconds since the epoch; a file that has gone was changed last in the far future. */
export async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isAbsent(error)) return Number.POSITIVE_INFINITY;
    throw error;
  }
}
