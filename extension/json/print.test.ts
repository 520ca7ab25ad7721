import fc from "fast-check";
import { expect, test } from "vitest";
import { parseStored } from "./parse.ts";
import { byteSize, canonical, compact, pretty, prettyText } from "./print.ts";

const node = (text: string) => {
  const parsed = parseStored(text);
  if (!parsed.ok) throw new Error(parsed.problem.reason);
  return parsed.node;
};

test("compact and pretty print as JSON.stringify does", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const [tight, wide] = [JSON.stringify(value), JSON.stringify(value, null, 2)];
      expect(compact(wide, node(wide))).toBe(tight);
      expect(prettyText(tight, node(tight))).toBe(wide);
    }),
  );
});

test("prints scalars and names exactly as they are written", () => {
  const text = '{ "\\u0061": 1.50, "n": [ 12345678901234567890 , 1E2 ] }';
  expect(compact(text, node(text))).toBe('{"\\u0061":1.50,"n":[12345678901234567890,1E2]}');
});

test("canonical text is what JSON.stringify would store, except that no number is rounded", () => {
  const text = '{ "\\u0061": 1.50, "n": [12345678901234567890, 1E2, -0, "\\/"] }';
  expect(canonical(text, node(text))).toBe('{"a":1.5,"n":[12345678901234567890,100,0,"/"]}');
});

test("each printed line has the path of its value", () => {
  const text = '{"a":[1,{"b":2}],"c":{}}';
  expect(pretty(text, node(text), ["cart"])).toEqual([
    { text: "{", path: ["cart"] },
    { text: '  "a": [', path: ["cart", "a"] },
    { text: "    1,", path: ["cart", "a", 0] },
    { text: "    {", path: ["cart", "a", 1] },
    { text: '      "b": 2', path: ["cart", "a", 1, "b"] },
    { text: "    }", path: ["cart", "a", 1] },
    { text: "  ],", path: ["cart", "a"] },
    { text: '  "c": {}', path: ["cart", "c"] },
    { text: "}", path: ["cart"] },
  ]);
});

test("sizes are bytes of UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(byteSize(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
  expect(byteSize("aäb", 1, 2)).toBe(2);
});
