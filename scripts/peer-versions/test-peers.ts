/**
 * `npm run test:peers [-- oldest express]`: runs the suites of adapters and stores, and compiles the types, with the versions
 * of frameworks and drivers in this folder: with all of them, or with those of one list (`oldest`) or one package (`express`).
 * `npm test` runs the suites with the newest versions, which the repository itself uses.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resultsFile } from "../test-setup/results-file.ts";
import { typesFit } from "./check-types.ts";

const root = join(import.meta.dirname, "../..");
const versions = import.meta.dirname;
const vitest = join(root, "node_modules/vitest/vitest.mjs");

/** A package → the tests that use it. */
const testsOf: Readonly<Record<string, readonly string[]>> = {
  "better-auth": ["tests/inspect/better-auth/better-auth"],
  express: [
    "src/adapters/express",
    "src/adapters/passport",
    "src/adapters/mounting/session-property",
    "tests/uncaught-errors",
  ],
  fastify: ["src/adapters/fastify"],
  hono: ["src/adapters/hono"],
  keyv: ["src/stores/cache"],
  koa: ["src/adapters/koa"],
  redis: ["src/stores/redis", "tests/redis-store/outage", "tests/redis-store/cluster"],
};

const folders = readdirSync(versions, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const words = process.argv.slice(2);
const known = [...folders.map(({ name }) => name), ...Object.keys(testsOf)];
const unknown = words.filter((word) => !known.includes(word));
if (unknown.length > 0) {
  console.error(`No such folder or package: ${unknown.join(", ")}. Those there are: ${known.join(", ")}.`);
  process.exit(2);
}
/** The names that were asked for; all of them when none was. */
const chosen = (names: readonly string[]): readonly string[] => {
  const named = names.filter((name) => words.includes(name));
  return named.length > 0 ? named : names;
};

for (const folder of chosen(folders.map(({ name }) => name))) {
  const place = mkdtempSync(join(tmpdir(), `sessionscope-peers-${folder}-`));
  try {
    for (const name of ["package.json", "package-lock.json"]) cpSync(join(versions, folder, name), join(place, name));
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: place, stdio: "inherit" });
    symlinkSync(join(root, "server-sdk"), join(place, "node_modules/sessionscope"));
    const { dependencies } = JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const packages = chosen(Object.keys(testsOf)).filter((name) => name in dependencies);
    console.log(`\n${folder}: ${packages.map((name) => `${name} ${dependencies[name]}`).join(", ")}`);
    const files = packages.flatMap((name) => testsOf[name]!).map((file) => `server-sdk/${file}.test.ts`);
    const args = [vitest, "run", "--config", join(versions, "vitest.config.ts"), "--root", root, ...files];
    const env = { ...process.env, PEERS: place, BETTER_AUTH: "all", TEST_RESULTS: resultsFile(`peers-${folder}`) };
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env });
    if (status !== 0 || !typesFit(place)) process.exitCode = 1;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
