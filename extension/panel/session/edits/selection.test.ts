import { expect, test } from "vitest";
import { pathText } from "../../../json/path.ts";
import { type Root, rowsOf } from "../../widgets/tree-rows.ts";
import { copied } from "./selection.ts";

const root = (key: string, text: string): Root => ({ key, text, state: "whole", size: text.length, mask: null });
const roots = [
  root("visits", "17"),
  root("big", "12345678901234567890"),
  root("cart", '{"items":[{"qty":1},{"qty":2}],"note":"a"}'),
  { ...root("secret", ""), state: "locked", mask: '""' } as const,
];
const rows = rowsOf({
  roots,
  expanded: new Set(),
  sieve: { shows: () => true, opens: () => true, takes: () => true, found: 0, searchedAll: true },
});
const copy = (...names: string[]) => copied(rows.filter(({ path }) => names.includes(pathText(path))));

test.each([
  [["visits"], 1, "17"],
  [["visits", "big"], 2, '{\n  "visits": 17,\n  "big": 12345678901234567890\n}'],
  [["cart", "cart.items", "cart.note"], 1, '{"items":[{"qty":1},{"qty":2}],"note":"a"}'],
  [["cart.items[0]", "cart.items[1]"], 2, '[\n  {\n    "qty": 1\n  },\n  {\n    "qty": 2\n  }\n]'],
  [["visits", "cart.items[1].qty"], 2, '{\n  "visits": 17,\n  "cart.items[1].qty": 2\n}'],
  [["visits", "secret"], 1, "17"],
  [["secret"], 0, null],
])("%j are %d, as text", (names, count, text) => {
  expect(copy(...names)).toEqual({ text, count });
});
