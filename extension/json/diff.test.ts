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

test("a whole value comes, goes, or turns into another type", () => {
  expect(diffTexts(null, "1", ["k"])).toEqual([{ kind: "added", path: ["k"], before: null, after: "1" }]);
  expect(diffTexts("[1]", null, ["k"])).toEqual([{ kind: "removed", path: ["k"], before: "[1]", after: null }]);
  expect(diffTexts("[1]", '{"0":1}', ["k"])).toEqual([
    { kind: "changed", path: ["k"], before: "[1]", after: '{"0":1}' },
  ]);
  expect(diffTexts('"1"', "1", ["k"])).toEqual([{ kind: "changed", path: ["k"], before: '"1"', after: "1" }]);
});

test("space and the order of names are no difference", () => {
  expect(diffTexts('{"a":1,"b":[2]}', '{ "b": [2], "a": 1 }')).toEqual([]);
});

test("numbers that one double stands for differ all the same", () => {
  expect(diffTexts("[9007199254740992]", "[9007199254740993]")).toEqual([
    { kind: "changed", path: [0], before: "9007199254740992", after: "9007199254740993" },
  ]);
});

test("lists are compared place by place", () => {
  expect(diffTexts("[1,2,3]", "[1,9]").map(({ kind, path }) => [kind, ...path])).toEqual([
    ["changed", 1],
    ["removed", 2],
  ]);
});

test("names that objects inherit are names like others", () => {
  expect(diffTexts('{"__proto__":1}', '{"__proto__":2,"constructor":3}')).toEqual([
    { kind: "changed", path: ["__proto__"], before: "1", after: "2" },
    { kind: "added", path: ["constructor"], before: null, after: "3" },
  ]);
});

test("text that is no JSON, cut short say, differs as a whole", () => {
  expect(diffTexts('"abc', '"abd')).toEqual([{ kind: "changed", path: [], before: '"abc', after: '"abd' }]);
});
