import { expect, test } from "vitest";
import { pathId, pathText } from "../../json/path.ts";
import { hitsIn, mostSearched, parseFilter, sieveOf, unknownKeys } from "./tree-filter.ts";
import { type Root, rowsOf } from "./tree-rows.ts";

const root = (key: string, text: string): Root => ({ key, text, state: "whole", size: text.length, mask: null });
const roots = [
  root("user_id", "42"),
  root("user_name", '"Ada Lovelace"'),
  root("cart", '{"items":[{"name":"Enamel mug","qty":42},{"name":"Linen tote","qty":1}],"coupon":"MUG"}'),
  root("options", '{"colour":"Sage"}'),
];
const shown = (typed: string) =>
  rowsOf({ roots, expanded: new Set(), sieve: sieveOf(roots, parseFilter(typed)) }).map(({ path }) => pathText(path));

test.each([
  ["user", ["user_id", "user_name"]],
  ["USER", ["user_id", "user_name"]],
  ["ada", ["user_name"]],
  ["42", ["user_id", "cart", "cart.items", "cart.items[0]", "cart.items[0].qty"]],
  ["qty:42", ["cart", "cart.items", "cart.items[0]", "cart.items[0].qty"]],
  [
    "name:",
    ["user_name", "cart", "cart.items", "cart.items[0]", "cart.items[0].name", "cart.items[1]", "cart.items[1].name"],
  ],
  ["items[1].name:", ["cart", "cart.items", "cart.items[1]", "cart.items[1].name"]],
  ["mug", ["cart", "cart.items", "cart.items[0]", "cart.items[0].name", "cart.coupon"]],
  ["mug -coupon", ["cart", "cart.items", "cart.items[0]", "cart.items[0].name"]],
  ["-cart", ["user_id", "user_name", "options"]],
  ["-user -cart", ["options"]],
  ['"linen tote"', ["cart", "cart.items", "cart.items[1]", "cart.items[1].name"]],
  ["cart mug", ["cart", "cart.items", "cart.items[0]", "cart.items[0].name", "cart.coupon"]],
  ["ada love", ["user_name"]],
  ["ada mug", []],
  ["colour:sage", ["options", "options.colour"]],
  ["size:>50", ["cart", "cart.items"]],
  [
    "size:<3",
    ["user_id", "cart", "cart.items", "cart.items[0]", "cart.items[0].qty", "cart.items[1]", "cart.items[1].qty"],
  ],
  ["-size:>5", ["user_id"]],
  ["size:> user", ["user_id", "user_name"]],
  ["size:x", []],
  ["   ", ["user_id", "user_name", "cart", "options"]],
])("%j shows %j", (typed, expected) => {
  expect(shown(typed)).toEqual(expected);
});

test("the values in a match can still be opened", () => {
  const sieve = sieveOf(roots, parseFilter("cart"));
  const rows = rowsOf({ roots, expanded: new Set([pathId(["cart"])]), sieve });
  expect(rows.map(({ path }) => pathText(path))).toEqual(["cart", "cart.items", "cart.coupon"]);
});

test("the filter says which of its words name nothing", () => {
  const unknown = (typed: string) => unknownKeys(roots, parseFilter(typed));
  expect(unknown("qty:42 foo:bar -baz: cart colour:sage size:>3")).toEqual(["foo", "baz"]);
  expect(unknown("size:3")).toEqual(["size"]);
});

test("the filter marks the parts that its terms ask for, not those that they exclude", () => {
  expect(hitsIn(parseFilter("mug items[0].qty:42 size:>1 -cart"))).toEqual({
    names: ["mug", "qty"],
    values: ["mug", "42"],
  });
});

const listOf = (count: number, last: string) => root("list", `[${"1,".repeat(count - 1)}"${last}"]`);

test("what stands behind the first thousand is found", () => {
  const sieve = sieveOf([listOf(90_000, "needle")], parseFilter("needle"));
  expect(sieve).toMatchObject({ found: 1, searchedAll: true });
  const rows = rowsOf({ roots: [listOf(90_000, "needle")], expanded: new Set(), sieve });
  expect(rows.map(({ path }) => pathText(path))).toEqual(["list", "list[89999]"]);
});

test("what is not looked at is told, is not acted upon, and each key has its own bound", () => {
  const large = [listOf(mostSearched + 1, "needle"), { ...root("needle", "1") }];
  const sieve = sieveOf(large, parseFilter("needle"))!;
  expect(sieve).toMatchObject({ found: 1, searchedAll: false });
  expect(sieve.shows(pathId(["needle"]))).toBe(true);
  const whole = sieveOf(large, parseFilter("list"))!;
  expect(whole.takes(pathId(["list"]))).toBe(false);
  expect(unknownKeys(large, parseFilter("nowhere:1"))).toEqual([]);
});
