/** Zips a folder reproducibly: the same files give the same bytes, at any time and on any machine. */

import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { zipSync } from "fflate";

/**
 * @param instead by name: the bytes that the archive gets in place of a file's.
 * @returns the archive's bytes. Hidden files, and what is in hidden folders, stay out.
 */
export async function zipFolder(
  folder: string,
  instead: Readonly<Record<string, Uint8Array>> = {},
): Promise<Uint8Array> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = found
    .filter((each) => each.isFile())
    .map((file) => relative(folder, join(file.parentPath, file.name)).replaceAll(sep, "/"))
    .filter((name) => !/(^|\/)\./.test(name))
    .sort();
  const files = await Promise.all(
    names.map(async (name) => [name, instead[name] ?? (await readFile(join(folder, name)))] as const),
  );
  // The earliest time that a zip can hold. A zip holds times without their zone.
  return zipSync(Object.fromEntries(files), { level: 9, mtime: new Date(1980, 0, 1) });
}
