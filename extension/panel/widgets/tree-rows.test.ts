import { expect, test } from "vitest";
import { pathId } from "../../json/path.ts";
import { countValues, dateOf, type Ghost, kindOf, nodeOf, type Root, rowsOf, sizeOf, textOf } from "./tree-rows.ts";

const root = (key: string, text: string, state: Root["state"] = "whole"): Root => ({
  key,
  text,
  state,
  size: text.length,
  mask: null,
});
const roots = [
  root("visits", "17"),
  root("cart", '{"items":[{"qty":2},{"qty":1}],"coupon":null,"empty":{}}'),
  { ...root("api_token", "", "locked"), mask: '"[redacted]"' },
];
const open = (...paths: (string | number)[][]) => new Set(paths.map(pathId));
const names = (rows: ReturnType<typeof rowsOf>) => rows.map(({ path, ghost }) => (ghost ? "†" : "") + path.join("."));

test("the rows are the open values in order, with level, type and count", () => {
  const rows = rowsOf({ roots, expanded: open(["cart"], ["cart", "items"], ["nowhere"]) });
  expect(rows.map((row) => [row.path.join("."), row.level, row.kind, row.count, row.expandable, row.expanded])).toEqual(
    [
      ["visits", 1, "number", null, false, false],
      ["cart", 1, "dict", 3, true, true],
      ["cart.items", 2, "list", 2, true, true],
      ["cart.items.0", 3, "dict", 1, true, false],
      ["cart.items.1", 3, "dict", 1, true, false],
      ["cart.coupon", 2, "null", null, false, false],
      ["cart.empty", 2, "dict", 0, false, false],
      ["api_token", 1, "hidden", null, false, false],
    ],
  );
  expect(rows.map(sizeOf)).toEqual([2, 56, 21, 9, 9, 4, 2, 0]);
  expect(textOf(rows[2]!)).toBe('[{"qty":2},{"qty":1}]');
});

test.each([
  ['"text"', "string"],
  ['"2026-11-23T10:56:01.000Z"', "date"],
  ['"2026-11-23T10:56+01:00"', "date"],
  ['"2026-11-23"', "date"],
  ['"2026-13-23"', "string"],
  ['"2026"', "string"],
  ['"on 2026-11-23"', "string"],
  ["true", "boolean"],
  ["null", "null"],
  ["[]", "list"],
  ["not json", "string"],
])("%s is a %s", (text, kind) => {
  const one = root("k", text);
  expect(kindOf(one, nodeOf(one))).toBe(kind);
});

test("a text is a date if it is an ISO 8601 moment or day", () => {
  expect(dateOf("2026-11-23T10:56:01+01:00")).toBe(Date.UTC(2026, 10, 23, 9, 56, 1));
  expect(dateOf("Ada")).toBeNull();
});

test("a value that is cut short can be opened, though the values in it are not known yet", () => {
  const [row] = rowsOf({ roots: [root("big", ' [{"a":1},', "cut")], expanded: open() });
  expect(row).toMatchObject({ kind: "list", node: null, count: null, expandable: true });
});

test("a ghost stands where its value stood", () => {
  const ghosts: Ghost[] = [
    { path: ["first"], text: "1", at: 0 },
    { path: ["middle"], text: '{"a":1}', at: 2 },
    { path: ["last"], text: "3", at: null },
    { path: ["cart", "old"], text: "4", at: 1 },
    { path: ["cart", "items", 2], text: "5", at: 2 },
  ];
  expect(names(rowsOf({ roots, ghosts, expanded: open(["cart"]) }))).toEqual([
    "†first",
    "visits",
    "†middle",
    "cart",
    "cart.items",
    "†cart.old",
    "cart.coupon",
    "cart.empty",
    "api_token",
    "†last",
  ]);
  expect(names(rowsOf({ roots: [], ghosts: ghosts.slice(0, 1), expanded: open() }))).toEqual(["†first"]);
});

test("a value that the server hides in part is hidden in part", () => {
  const secret = { ...root("card", '{"number":"[redacted]","name":"[redacted] Ada"}', "locked"), mask: '"[redacted]"' };
  const rows = rowsOf({ roots: [secret], expanded: open(["card"]) });
  expect(rows.map(({ kind }) => kind)).toEqual(["dict", "hidden", "string"]);
});

test("a ghost whose parent is gone is shown in the value around that", () => {
  const ghosts: Ghost[] = [{ path: ["basket", "items", 0], under: [], text: "1", at: 0 }];
  const [row] = rowsOf({ roots, ghosts, expanded: open() });
  expect(row).toMatchObject({ name: "basket.items[0]", level: 1, ghost: true, id: pathId(["basket", "items", 0]) });
});

test("every value is counted", () => {
  expect(countValues(roots)).toBe(1 + 8 + 1);
});

test("10,000 keys are 10,000 rows", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => root(`key${index}`, `{"id":${index}}`));
  expect(rowsOf({ roots: many, expanded: open(["key5"]) })).toHaveLength(10_001);
});

const many = (count: number) => root("many", `[${Array.from({ length: count }, (_, index) => index).join()}]`);
const shape = (rows: ReturnType<typeof rowsOf>) =>
  rows.map(({ path, rest }) => (rest === null ? path.at(-1) : `${rest} more from ${path.at(-1)}`));

test("of very many children a thousand are shown at first, and one row stands for the rest", () => {
  const rows = rowsOf({ roots: [many(2500), root("after", "1")], expanded: open(["many"]) });
  expect(rows).toHaveLength(1 + 1000 + 1 + 1);
  expect(shape(rows).slice(-3)).toEqual([999, "1500 more from 1000", "after"]);
  expect(rows.at(-2)).toMatchObject({ level: 2, partial: true, expandable: false, node: null });
  const all = rowsOf({ roots: [many(1000)], expanded: open(["many"]) });
  expect(shape(all).at(-1)).toBe(999);
});

test("where more room is made more are shown", () => {
  const room = new Map([[pathId(["many"]), 2000]]);
  expect(shape(rowsOf({ roots: [many(2500)], expanded: open(["many"]), room })).slice(-2)).toEqual([
    1999,
    "500 more from 2000",
  ]);
});

test("what is gone and still shown stands before the rest, or in its place among the shown", () => {
  const ghosts: Ghost[] = [
    { path: ["many", 1], text: "1", at: 1 },
    { path: ["many", 2400], text: "2400", at: 2400 },
  ];
  const rows = rowsOf({ roots: [many(2500)], expanded: open(["many"]), ghosts });
  expect(names(rows).slice(0, 3)).toEqual(["many", "many.0", "†many.1"]);
  expect(names(rows).slice(-2)).toEqual(["†many.2400", "many.1000"]);
});

test("a closed value of half a million parts is drawn without a look at all of them", () => {
  const [row] = rowsOf({ roots: [many(400_000)], expanded: new Set() });
  expect(row).toMatchObject({ count: 400_000, expandable: true });
});
