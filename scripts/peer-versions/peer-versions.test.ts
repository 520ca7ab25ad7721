/** The versions that `npm run test:peers` tries are exactly the limits of the package's peer ranges. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const read = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, path), "utf8"));
const ranges = read("../../server-sdk/package.json").peerDependencies as Record<string, string>;
const rangesOf = (name: string): readonly string[] => ranges[name]!.split(" || ");

test("the oldest versions tried are the oldest allowed", () => {
  for (const [name, version] of Object.entries(read("oldest/package.json").dependencies)) {
    // An optional peer of any version: with a range, npm would also weigh what it may want itself, which Nuxt 4 conflicts with.
    if (name === "better-auth") continue;
    expect(rangesOf(name)[0], name).toBe(`^${version}`);
  }
});

test("the newest majors begin where they are tried, and the repository itself has a version of them", () => {
  const own = read("../../package.json").devDependencies as Record<string, string>;
  for (const [name, version] of Object.entries(read("new-majors/package.json").dependencies)) {
    expect(rangesOf(name).at(-1), name).toBe(`^${version}`);
    expect(own[name]?.split(".")[0], name).toBe(`^${String(version).split(".")[0]}`);
  }
});

test("the older majors are tried at versions that are allowed", () => {
  for (const [name, version] of Object.entries(read("old-majors/package.json").dependencies)) {
    const majors = rangesOf(name).map((range) => range.slice(1).split(".")[0]);
    expect(majors.slice(0, -1), name).toContain(String(version).split(".")[0]);
  }
});

test("the majors between that begin late are tried where they begin", () => {
  for (const [name, version] of Object.entries(read("middle-majors/package.json").dependencies)) {
    expect(rangesOf(name).slice(1, -1), name).toContain(`^${version}`);
  }
});
