/**
 * `npm run test:nodes [-- 22.13 26]`: the SDK's unit and contract tests on each version of Node, or on those named.
 * `--others`: on every version but the one that `npm test` runs on. `--unit`: the unit tests only.
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { resultsFile } from "../test-setup/results-file.ts";
import { nodeVersions } from "./node-versions.ts";

const root = join(import.meta.dirname, "../..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");

const { values, positionals } = parseArgs({
  options: { others: { type: "boolean" }, unit: { type: "boolean" } },
  allowPositionals: true,
});
const projects = values.unit ? ["--project", "unit"] : ["--project", "unit", "--project", "contract"];
const tests = ["run", ...projects, "server-sdk/src"];
const chosen = nodeVersions
  .filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  .filter(({ program }) => !values.others || program !== process.execPath);
if (chosen.length === 0) {
  console.error(`No such version. Those there are: ${nodeVersions.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}
const outcomes = chosen.map(({ name, program, typeScript }) => {
  if (program === null) return { name, failed: false, says: "skipped: there is no such program for this machine" };
  console.log(`\nNode ${name}`);
  const env = {
    ...process.env,
    NODE_OPTIONS: `${typeScript} --no-warnings`.trim(),
    TEST_RESULTS: resultsFile(`node-${name}`),
  };
  const { status } = spawnSync(program, [vitest, ...tests], { cwd: root, stdio: "inherit", env });
  return { name, failed: status !== 0, says: status === 0 ? "passed" : "failed" };
});
for (const { name, says } of outcomes) console.log(`Node ${name}: ${says}`);
process.exitCode = outcomes.some(({ failed }) => failed) ? 1 : 0;
