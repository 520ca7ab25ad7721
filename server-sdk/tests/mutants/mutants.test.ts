/** The list of mutants follows the code: one that does not fit breaks nothing, and so proves nothing. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mutants } from "./mutants.ts";

const root = join(import.meta.dirname, "../../..");

test.each(mutants)("$promise", ({ file, find, replace, tests }) => {
  const code = readFileSync(join(root, file), "utf8");
  expect(code.split(find), `${file} holds exactly once: ${find}`).toHaveLength(2);
  expect(code.replace(find, () => replace)).not.toBe(code);
  for (const path of tests) expect(() => readFileSync(join(root, path))).not.toThrow();
});
