/** Compiles apps that type their sessions (`types/*.ts`; `@ts-expect-error` marks the lines that must not compile). */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const tsc = join(import.meta.dirname, "../../node_modules/.bin/tsc");

test.each(["nodenext", "bundler"])("typed sessions compile with module resolution %s", (resolution) => {
  const project = join(import.meta.dirname, `types/tsconfig.${resolution}.json`);
  const { status, stdout } = spawnSync(tsc, ["-p", project], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
