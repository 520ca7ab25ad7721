import { expect, test } from "vitest";
import { diffTexts } from "./diff.ts";

test("names what was added, changed and removed, by path and text", () => {
  const before = '{"qty":1,"price":14.5,"old":[1],"same":{"a":null}}';
  const after = '{"qty":2,"price":14.5,"same":{"a":null},"tags":["x"]}';
  expect(diffTexts(before, after, ["cart"])).toEqual([
    { kind: "changed", path: ["cart", "qty"], before: "1", after: "2" },
    { kind: "removed", path: ["cart", "old"], before: "[1]", after: null },
    { kind: "added", path: ["cart", "tags"], before: null, after: '["x"]' },
  ]);
});

test("reports a value that appears, disappears or changes its type as one difference", () => {
  expect(diffTexts(null, "1", ["k"])).toEqual([{ kind: "added", path: ["k"], before: null, after: "1" }]);
  expect(diffTexts("[1]", null, ["k"])).toEqual([{ kind: "removed", path: ["k"], before: "[1]", after: null }]);
  expect(diffTexts("[1]", '{"0":1}', ["k"])).toEqual([
    { kind: "changed", path: ["k"], before: "[1]", after: '{"0":1}' },
  ]);
  expect(diffTexts('"1"', "1", ["k"])).toEqual([{ kind: "changed", path: ["k"], before: '"1"', after: "1" }]);
});

test("ignores white space and the order of names", () => {
  expect(diffTexts('{"a":1,"b":[2]}', '{ "b": [2], "a": 1 }')).toEqual([]);
});

test("tells numbers apart that JavaScript would round to the same double", () => {
  expect(diffTexts("[9007199254740992]", "[9007199254740993]")).toEqual([
    { kind: "changed", path: [0], before: "9007199254740992", after: "9007199254740993" },
  ]);
});

test("compares lists index by index", () => {
  expect(diffTexts("[1,2,3]", "[1,9]").map(({ kind, path }) => [kind, ...path])).toEqual([
    ["changed", 1],
    ["removed", 2],
  ]);
});

test("treats names such as constructor and __proto__ like any other name", () => {
  expect(diffTexts('{"__proto__":1}', '{"__proto__":2,"constructor":3}')).toEqual([
    { kind: "changed", path: ["__proto__"], before: "1", after: "2" },
    { kind: "added", path: ["constructor"], before: null, after: "3" },
  ]);
});

test("reports text that is not JSON, such as a truncated value, as one difference", () => {
  expect(diffTexts('"abc', '"abd')).toEqual([{ kind: "changed", path: [], before: '"abc', after: '"abd' }]);
});
