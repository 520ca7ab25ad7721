/** The repository, read once for all parts of the structure test. */

import { listFiles, readSources, readText } from "../source-tree.ts";

export const sources = readSources();
export const code = sources.filter(({ path }) => !path.endsWith(".test.ts") && !path.endsWith(".test.tsx"));
export const files = listFiles();
export const sdk = "server-sdk/src/";

/** The text of a file; empty when it is not there. */
export const textOf = (path: string): string => (files.includes(path) ? readText(path) : "");

/** The code files that stand in a folder, not below it. @param prefix the folder with its slash. */
export const filesIn = (prefix: string): string[] =>
  code.map(({ path }) => path).filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/"));
