/** The files of the repository and their imports, for the structure test. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

const root = join(import.meta.dirname, "..");

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Imported files as paths from the root, packages as written. */
  readonly imports: readonly string[];
}

/** Every file that git tracks or would track. */
export function listFiles(): string[] {
  const options = { cwd: root, encoding: "utf8" } as const;
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], options);
  const deleted = new Set(execFileSync("git", ["ls-files", "--deleted"], options).split("\n"));
  return [...new Set(listed.split("\n"))].filter((path) => path !== "" && !deleted.has(path));
}

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The TypeScript sources with their imports resolved; types count as imports. */
export function readSources(): SourceFile[] {
  return listFiles()
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const text = readText(path);
      return { path, text, imports: importsOf(path, text) };
    });
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^;"']*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(importPattern)].map(([, from, bare, dynamic]) => {
    const target = (from ?? bare ?? dynamic)!;
    return target.startsWith(".") ? posix.join(dirname(path), target) : target;
  });
}
