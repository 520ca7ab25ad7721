/**
 * Breaks the code in a copy of the repository, one mutant at a time, and expects the named tests to fail.
 * `node run-mutants.ts [words of a promise]`
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyRepository } from "../../../scripts/test-setup/repository-copy.ts";
import type { Mutant } from "./mutant.ts";
import { mutants } from "./mutants.ts";

/** Milliseconds, for a mutant that hangs its tests; long enough that no busy machine is taken for one. */
const patience = 600_000;
/** Milliseconds for all the tests at once. */
const patienceForAll = 1_800_000;

/** What the tests of mutants need of the repository, in a folder of its own. */
export function copyForMutants(): string {
  const copy = mkdtempSync(join(tmpdir(), "sessionscope-mutants-"));
  copyRepository(copy, [
    "server-sdk",
    "extension",
    "examples",
    "scripts",
    "docs",
    "manifest.json",
    "package.json",
    "tsconfig.json",
  ]);
  return copy;
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
    env: {
      ...process.env,
      STORES: "embedded",
      KOA_SESSION: "all",
      FASTIFY_SESSIONS: "all",
      H3: "all",
      HONO_SESSIONS: "all",
      ADONISJS: "all",
      NEXT_INSPECT: "all",
    },
  }).status;
}

function main(words: readonly string[]): number {
  const chosen = mutants.filter(({ promise }) => words.every((word) => promise.includes(word)));
  const copy = copyForMutants();
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
