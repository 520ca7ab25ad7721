import { expect, test } from "vitest";
import { parseStored } from "./parse.ts";
import { ancestorsOf, isWithin, nodeAt, pathId, pathOf, pathText, shortPath } from "./path.ts";

test.each([
  [["cart", "items", 0, "qty"], "cart.items[0].qty", "items[0].qty"],
  [["cart", "options", "colour"], "cart.options.colour", "options.colour"],
  [["a b"], '["a b"]', '["a b"]'],
  [["cart", "a-b", 1], 'cart["a-b"][1]', '["a-b"][1]'],
  [["list", 0, 1], "list[0][1]", "list[0][1]"],
  [["0"], '["0"]', '["0"]'],
  [["größe", "$x"], "größe.$x", "größe.$x"],
])("%j reads %s", (path, text, short) => {
  expect(pathText(path)).toBe(text);
  expect(shortPath(path)).toBe(short);
});

test('the name "0" and the index 0 have different ids', () => {
  expect(pathId(["a", 0])).not.toBe(pathId(["a", "0"]));
  expect(pathOf(pathId(["a", 0, "b"]))).toEqual(["a", 0, "b"]);
});

test("tells which paths lie above and below another", () => {
  expect(ancestorsOf(["a", 0, "b"])).toEqual([["a"], ["a", 0]]);
  expect(ancestorsOf(["a"])).toEqual([]);
  expect(isWithin(["a", 0, "b"], ["a", 0])).toBe(true);
  expect(isWithin(["a", "0"], ["a", 0])).toBe(false);
  expect(isWithin(["a"], ["a", 0])).toBe(false);
});

test("finds the node of a path, and none for a path that does not exist", () => {
  const text = '{"items": [{"qty": 2}], "0": "name"}';
  const parsed = parseStored(text);
  if (!parsed.ok) throw new Error("not JSON");
  const at = (...path: (string | number)[]) => {
    const node = nodeAt(parsed.node, path);
    return node && text.slice(node.start, node.end);
  };
  expect(at("items", 0, "qty")).toBe("2");
  expect(at("0")).toBe('"name"');
  expect(at(0)).toBeUndefined();
  expect(at("items", "0")).toBeUndefined();
  expect(at("items", 1)).toBeUndefined();
  expect(at("items", 0, "qty", "x")).toBeUndefined();
  expect(at("toString")).toBeUndefined();
});
