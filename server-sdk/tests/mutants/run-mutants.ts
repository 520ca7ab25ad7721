/**
 * Breaks the code in a copy of the repository, one mutant at a time, and expects the named tests to fail.
 * `node run-mutants.ts [words of a promise]`
 */

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Mutant, mutants } from "./mutants.ts";

/** Milliseconds, for a mutant that hangs its tests; long enough that no busy machine is taken for one. */
const patience = 600_000;
/** Milliseconds for all the tests at once. */
const patienceForAll = 1_800_000;
const root = join(import.meta.dirname, "../../..");

/** The repository without its history; packages are linked, but for our own. */
export function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), "sessionscope-mutants-"));
  const paths = ["server-sdk", "extension", "scripts", "docs", "manifest.json", "package.json", "tsconfig.json"];
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...paths], {
    cwd: root,
    encoding: "utf8",
  });
  for (const path of listed.trim().split("\n")) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  link(join(root, "node_modules"), join(copy, "node_modules"));
  link(join(root, "server-sdk/node_modules"), join(copy, "server-sdk/node_modules"));
  return copy;
}

function link(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((name) => name !== "sessionscope"))
    symlinkSync(join(from, name), join(to, name));
  if (readdirSync(from).includes("sessionscope")) symlinkSync("../server-sdk", join(to, "sessionscope"));
}

/** Whether the tests noticed. @throws when the mutant does not fit the code any more. */
export function isKilled(copy: string, { file, find, replace, tests }: Mutant): boolean {
  const path = join(copy, file);
  const original = readFileSync(path, "utf8");
  if (original.split(find).length !== 2) throw new Error(`${file} does not hold exactly once: ${find}`);
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  try {
    return runTests(copy, tests, patience) !== 0;
  } finally {
    writeFileSync(path, original);
  }
}

export function runTests(copy: string, tests: readonly string[], timeout: number): number | null {
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  const args = [
    vitest,
    "run",
    "--root",
    copy,
    "--config",
    join(copy, "server-sdk/tests/mutants/vitest.config.ts"),
    "--bail",
    "1",
    ...tests,
  ];
  return spawnSync(process.execPath, args, {
    cwd: copy,
    stdio: "ignore",
    timeout,
    env: { ...process.env, STORES: "embedded" },
  }).status;
}

function main(words: readonly string[]): number {
  const chosen = mutants.filter(({ promise }) => words.every((word) => promise.includes(word)));
  const copy = copyRepository();
  let survivors = 0;
  try {
    if (runTests(copy, [...new Set(chosen.flatMap(({ tests }) => tests))], patienceForAll) !== 0)
      throw new Error("The tests fail without any mutant.");
    for (const mutant of chosen) {
      const killed = isKilled(copy, mutant);
      if (!killed) survivors++;
      console.log(`${killed ? "killed  " : "SURVIVED"}  ${mutant.promise}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(`${chosen.length - survivors} killed, ${survivors} survived`);
  return survivors === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
