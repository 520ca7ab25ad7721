/** Each row and each point of docs/troubleshooting.md has its test, of its name, below its heading. */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../doc-blocks.ts";

/** What the page says, as "heading: beginning": the first cell of a row, or what is bold at the beginning of a point. */
function claims(): readonly string[] {
  const found: string[] = [];
  let heading = "";
  for (const line of readFileSync(join(root, "docs/troubleshooting.md"), "utf8").split("\n")) {
    heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
    const said = /^\| (?!---|`(?:outcome|reason)` \|)(.+?) \|/.exec(line)?.[1] ?? /^(?:-|\d+\.) (.*)/.exec(line)?.[1];
    if (said === undefined) continue;
    const start = /^\*\*(.*?)\*\*/.exec(said)?.[1] ?? said;
    found.push(`${heading}: ${start.replace(/\[(.*?)\]\(.*?\)/, "$1").replace(/\.$/, "")}`);
  }
  return found;
}

/** The tests that stand in the files, in the same form. */
function tests(): readonly string[] {
  const files = globSync(["server-sdk/tests/docs/troubleshooting/*.test.ts", "tests/e2e/troubleshooting.test.ts"], {
    cwd: root,
  });
  return files.flatMap((file) => {
    let heading = "";
    const titled = readFileSync(join(root, file), "utf8").matchAll(
      /^ *(describe|test)\((?:"((?:[^"\\]|\\.)*)"|'(.*?)'),/gm,
    );
    return [...titled].flatMap(([, kind, double, single]) => {
      const title = single ?? double!.replaceAll('\\"', '"');
      if (kind === "test") return [`${heading}: ${title}`];
      heading = title;
      return [];
    });
  });
}

test("the page and the tests name the same symptoms", () => {
  const own = ": the page and the tests name the same symptoms";
  expect(claims().length).toBeGreaterThan(35);
  expect(
    tests()
      .filter((name) => name !== own)
      .sort(),
  ).toEqual([...claims()].sort());
});
