import { expect, test } from "vitest";
import messages from "../../../public/_locales/en/messages.json" with { type: "json" };
import type { Text } from "../../widgets/text.ts";
import type { Root } from "../../widgets/tree-rows.ts";
import { allKeys, checkAll, editsOfAll } from "./all-keys.ts";

const root = (key: string, text: string, more: Partial<Root> = {}): Root => ({
  key,
  text,
  state: "whole",
  size: text.length,
  mask: null,
  ...more,
});
const roots = [
  root("visits", "17"),
  root('a "b"', '{"x": 1}'),
  root("token", "", { state: "locked", mask: '""' }),
  root("pickled", "gASV"),
  root("long", '"abc', { state: "cut" }),
];
const text: Text = (id, ...parts) => `${messages[id as keyof typeof messages].message} ${parts.join()}`.trim();
const check = (typed: string) => {
  const checked = checkAll(typed, '{"visits":17}', roots, ["flush"], text);
  return checked.ok ? checked.to : checked.sentence;
};

test("the text of all keys is one dict of what is known, and says what is left out and what is still to be loaded", () => {
  expect(allKeys(roots)).toEqual({ text: '{"visits":17,"a \\"b\\"":{"x": 1}}', cut: ["long"], leftOut: 2 });
});

test("only values that mean something else are edited, one by one", () => {
  const before = '{"a":1,"b":{"x": 1,"y": 2},"c":"gone","big":12345678901234567890}';
  expect(editsOfAll(before, '{ "big": 12345678901234567890, "b": {"x": 1, "y": 3}, "a": 1, "d": [1] }')).toEqual([
    { kind: "remove", path: ["c"], seen: '"gone"' },
    { kind: "replace", path: ["b", "y"], seen: '{"x": 1,"y": 2}', to: "3" },
    { kind: "insert", path: ["d"], seen: null, to: "[1]", at: null },
  ]);
  expect(editsOfAll(before, before.replaceAll(":", " : "))).toEqual([]);
});

test("a text is not accepted where it is no dict, or a new name cannot be a key's", () => {
  expect(check('{"visits": 18, "tier": "gold"}')).toBe('{"visits":18,"tier":"gold"}');
  expect(check("[1]")).toContain("The session is a dict");
  expect(check('{"visits": 18')).toContain("Not JSON");
  expect(check('{"flush": 1}')).toContain("is a method of the session");
  expect(check('{"token": 1}')).toContain("exists. Choose another name.");
  expect(check('{"": 1}')).toContain("A key needs a name.");
});
