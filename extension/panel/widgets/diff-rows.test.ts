import { expect, test } from "vitest";
import { pathId } from "../../json/path.ts";
import { type DiffRow, diffRowsOf } from "./diff-rows.ts";
import { countKeys, type DiffRoot, openAtFirst, signsOf } from "./diff-signs.ts";
import type { Root } from "./tree-rows.ts";

const side = (key: string, value: unknown): Root | null => {
  if (value === undefined) return null;
  const text = JSON.stringify(value);
  return { key, text, state: "whole", mask: null, size: text.length };
};
const roots = (before: Record<string, unknown>, after: Record<string, unknown>): DiffRoot[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].map((key) => ({
    key,
    before: side(key, before[key]),
    after: side(key, after[key]),
  }));
const marks = { added: "+", changed: "~", removed: "-", inside: "·", same: "=" };
const says = (row: DiffRow) =>
  row.rest !== null
    ? `${row.rest} more`
    : row.fold !== null
      ? `${row.fold} unchanged`
      : `${marks[row.sign!]} ${row.path.join(".")}`;
const shown = (all: readonly DiffRoot[], open: readonly (readonly (string | number)[])[] = []) => {
  const inside = all.flatMap((root) => [...signsOf(root)].filter(([, sign]) => sign === "inside").map(([id]) => id));
  return diffRowsOf({ roots: all, expanded: new Set([...inside, ...open.map(pathId)]) });
};

const before = { visits: 16, cart: { items: [{ qty: 1, name: "Mug" }], coupon: null }, theme: "dark", gone: [1] };
const after = {
  visits: 17,
  cart: { items: [{ qty: 2, name: "Mug" }, { qty: 1 }], coupon: null },
  theme: "dark",
  flash: { success: ["ok"] },
};

test("shows what differs where it is, and folds what does not at the end of each value", () => {
  expect(shown(roots(before, after)).map(says)).toEqual([
    "~ visits",
    "· cart",
    "· cart.items",
    "· cart.items.0",
    "~ cart.items.0.qty",
    "1 unchanged",
    "+ cart.items.1",
    "1 unchanged",
    "- gone",
    "+ flash",
    "1 unchanged",
  ]);
});

test("a fold opens to the rows that it stands for", () => {
  const rows = shown(roots(before, after), [[-1]]);
  expect(rows.slice(-2).map(says)).toEqual(["1 unchanged", "= theme"]);
  expect(rows.at(-2)).toMatchObject({ expandable: true, expanded: true, level: 1, partial: true });
});

test("a closed value in which something differs counts as changed; open it is only the way there", () => {
  const all = roots(before, after);
  const closed = diffRowsOf({ roots: all, expanded: new Set() });
  expect(closed.map(says)).toEqual(["~ visits", "~ cart", "- gone", "+ flash", "1 unchanged"]);
  expect(closed.every(({ head, fold }) => head === (fold === null))).toBe(true);
  expect(
    shown(all)
      .filter(({ head }) => head)
      .map(says),
  ).toEqual(["~ visits", "~ cart.items.0.qty", "+ cart.items.1", "- gone", "+ flash"]);
});

test("all in an added or removed value is added or removed with it, and no difference of its own", () => {
  const rows = shown(roots(before, after), [["flash"], ["flash", "success"], ["gone"]]);
  expect(rows.slice(-6).map(says)).toEqual([
    "- gone",
    "- gone.0",
    "+ flash",
    "+ flash.success",
    "+ flash.success.0",
    "1 unchanged",
  ]);
  expect(rows.slice(-6).map(({ head }) => head)).toEqual([true, false, true, false, false, false]);
});

test("a value of another type is changed; inside it is what it was, and what it became", () => {
  const rows = shown(roots({ a: [1] }, { a: { x: 1 } }), [["a"]]);
  expect(rows.map(says)).toEqual(["~ a", "- a.0", "+ a.x"]);
  expect(rows[0]).toMatchObject({ before: { kind: "list" }, after: { kind: "dict" }, kind: "dict" });
});

test("of very many children a thousand are shown, and as many of a fold that is opened", () => {
  const many = Object.fromEntries(Array.from({ length: 2500 }, (_, index) => [`k${index}`, index]));
  const all = roots({ data: { ...many, last: 1 } }, { data: { ...many, last: 2 } });
  expect(shown(all).map(says)).toEqual(["· data", "~ data.last", "2500 unchanged"]);
  const rows = shown(all, [["data", -1]]);
  expect(rows).toHaveLength(3 + 1000 + 1);
  expect(rows.at(-1)).toMatchObject({ rest: 1500, level: 2 });
  expect(diffRowsOf({ roots: roots({}, many), expanded: new Set() })).toHaveLength(1001);
});

test("more differences than are listed make the whole value changed, and it still opens", () => {
  const list = Array.from({ length: 1200 }, (_, index) => index);
  const rows = shown(roots({ list: [...list, "same"] }, { list: [...list.map((one) => one + 1), "same"] }), [["list"]]);
  expect(rows[0]).toMatchObject({ sign: "changed", head: true });
  expect(says(rows[1]!)).toBe("~ list.0");
  expect(says(rows.at(-1)!)).toBe("1 unchanged");
});

test("a value that is cut or hidden is changed if its text or size is another, or if the caller knows it", () => {
  const cut = (size: number): Root => ({ key: "long", text: '"abc', state: "cut", mask: null, size });
  const pair = (one: Root, other: Root, changed?: boolean): DiffRoot => ({
    key: "long",
    before: one,
    after: other,
    ...(changed !== undefined && { changed }),
  });
  expect(countKeys([pair(cut(20_000), cut(20_000))]).changed).toBe(0);
  expect(countKeys([pair(cut(20_000), cut(20_001))]).changed).toBe(1);
  expect(countKeys([pair(cut(20_000), cut(20_000), true)]).changed).toBe(1);
  const hidden: Root = { key: "token", text: '"[redacted]"', state: "locked", mask: '"[redacted]"', size: 100 };
  expect(countKeys([pair(hidden, { ...hidden }, true)]).changed).toBe(1);
});

test("counts keys, not the values in them", () => {
  expect(countKeys(roots(before, after))).toEqual({ added: 1, changed: 2, removed: 1 });
});

test("names such as __proto__ and constructor are names like any other", () => {
  const one = JSON.parse('{"__proto__":1,"constructor":{"a":1}}') as object;
  const other = JSON.parse('{"__proto__":2,"constructor":{"a":2}}') as object;
  expect(shown(roots({ data: one }, { data: other })).map(says)).toEqual([
    "· data",
    "~ data.__proto__",
    "· data.constructor",
    "~ data.constructor.a",
  ]);
});

test("a key in which something differs is open at first, and values in it with few differences", () => {
  const [root] = roots(
    { cart: { items: [1, 2], prices: [] } },
    { cart: { items: [1, 3], prices: [1, 2, 3, 4, 5, 6, 7, 8, 9] } },
  );
  expect(openAtFirst(root!).map((id) => JSON.parse(id))).toEqual([["cart"], ["cart", "items"]]);
});

test("small values that were added are open, and what they hold alone; what holds much is not", () => {
  const many = Object.fromEntries([..."abcdefghi"].map((name) => [name, 1]));
  const after = { cart: [{ sku: "tote", options: { colour: "red" } }], flash: { success: ["Added"] }, many, list: [] };
  const open = roots({ cart: [] }, after).flatMap(openAtFirst);
  expect(open.map((id) => JSON.parse(id))).toEqual([["cart"], ["cart", 0], ["flash"], ["flash", "success"]]);
});
