/** What compiles and what does not in apps that type their sessions (`types/*.ts`, where `@ts-expect-error` marks what must not). */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const tsc = join(import.meta.dirname, "../../node_modules/.bin/tsc");

test.each(["nodenext", "bundler"])("typed sessions, with module resolution %s", (resolution) => {
  const project = join(import.meta.dirname, `types/tsconfig.${resolution}.json`);
  const { status, stdout } = spawnSync(tsc, ["-p", project], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
