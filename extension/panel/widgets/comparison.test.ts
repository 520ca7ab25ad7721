import { expect, test } from "vitest";
import { comparedMoment, comparedSize, isBegun } from "./comparison.ts";

test.each([
  [">100", [101, 1e9], [100, 0]],
  [">=100", [100, 101], [99]],
  ["<1k", [999], [1000]],
  ["<=1kb", [1000], [1001]],
  [">1.5m", [1_500_001], [1_500_000]],
])("a size of %s", (text, fitting, others) => {
  expect([fitting.every(comparedSize(text)!), others.some(comparedSize(text)!)]).toEqual([true, false]);
});

const now = Date.parse("2026-11-30T08:00:00Z");
const at = (text: string) => Date.parse(text);
test.each([
  ["<7d", ["2026-12-07T07:59:59Z", "2025-01-01"], ["2026-12-07T08:00:00Z"]],
  [">1h", ["2026-11-30T09:00:01Z"], ["2026-11-30T08:30:00Z"]],
  ["<2026-12-31", ["2026-12-30T23:59:59Z"], ["2026-12-31T00:00:00Z"]],
  ["<=2026-12-31", ["2026-12-31T23:59:59Z"], ["2027-01-01"]],
])("an end of %s", (text, fitting, others) => {
  const fits = comparedMoment(text, now)!;
  expect([fitting.map(at).every(fits), others.map(at).some(fits)]).toEqual([true, false]);
});

test.each(["100", ">", ">x", ">1q", "<1constructor", "2026-12-31", ""])("%j is not a comparison", (text) => {
  expect([comparedSize(text), comparedMoment(text, now)]).toEqual([null, null]);
});

test("recognises a comparison that is not typed to its end", () => {
  expect(["", ">", "<=", ">1", "x"].map(isBegun)).toEqual([true, true, true, false, false]);
});
