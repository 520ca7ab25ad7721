import fc from "fast-check";
import { expect, test } from "vitest";
import { linesChanged, sameLines } from "./lines.ts";

test.each([
  ["abc", "abc", [0, 1, 2]],
  ["abc", "abXc", [0, 1, -1, 2]],
  ["abcd", "aXcY", [0, -1, 2, -1]],
  ["abcd", "ad", [0, 3]],
  ["", "ab", [-1, -1]],
  ["ab", "", []],
  ["aa", "aaa", [0, 1, -1]],
])("%s → %s", (before, after, same) => {
  expect(sameLines([...before], [...after])).toEqual(same);
});

test("pairs only equal lines, in the same order in both texts", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "{", "}"), { maxLength: 20 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const found = sameLines(before, after).flatMap((old, now) => (old === -1 ? [] : [[old, now] as const]));
      for (const [old, now] of found) expect(before[old]).toBe(after[now]);
      expect(found.map(([old]) => old)).toEqual([...new Set(found.map(([old]) => old))].sort((a, b) => a - b));
    }),
  );
});

test("counts changed lines as a comparison of all lines does", () => {
  const lines = fc.array(fc.constantFrom("a", "ab", "b", "{", "}", ""), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const changed = sameLines(before, after).filter((old) => old === -1).length || before.length - after.length;
      expect(linesChanged(before.join("\n"), after.join("\n"))).toBe(changed);
    }),
  );
});
