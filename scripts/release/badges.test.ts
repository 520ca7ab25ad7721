/** The README's badges say what the package says of itself. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import sdk from "../../server-sdk/package.json" with { type: "json" };

const root = join(import.meta.dirname, "../..");

test("the badges are the licence, the versions of Node and the dependencies of the package", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const badges = [...readme.matchAll(/img\.shields\.io\/badge\/(\w+)-(.+?)-\w+\)/g)].map(([, name, text]) => [
    name,
    decodeURIComponent(text!),
  ]);
  expect(badges).toEqual([
    ["licence", sdk.license],
    ["node", sdk.engines.node],
    ["dependencies", "dependencies" in sdk ? "some" : "none"],
  ]);
});

test("each package has the licence with it", () => {
  const licence = readFileSync(join(root, "LICENSE"), "utf8");
  for (const part of ["server-sdk", "django"])
    expect(readFileSync(join(root, part, "LICENSE"), "utf8"), part).toBe(licence);
});
