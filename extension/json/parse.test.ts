import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { JsonReason } from "./node.ts";
import { depthLimit, isBareText, parseStored, parseTyped, stringOf, valuesLimit } from "./parse.ts";

const problem = (text: string) => {
  const parsed = parseTyped(text);
  return parsed.ok ? null : parsed.problem;
};

describe("a problem names its position and its reason", () => {
  const cases: [text: string, reason: JsonReason, at: number, found: string][] = [
    ["", "empty", 0, ""],
    ["  \n", "empty", 3, ""],
    ["17, 18", "unexpected", 2, ","],
    ["{a: 1}", "unexpected", 1, "a"],
    ["['x']", "unexpected", 1, "'"],
    ['{"a" 1}', "unexpected", 5, "1"],
    ['{"a": 1 "b": 2}', "unexpected", 8, '"'],
    ["[1, 2", "end", 5, ""],
    ['{"a":', "end", 5, ""],
    ['"open', "end", 5, ""],
    ['"open\\', "end", 6, ""],
    ["tru", "end", 3, ""],
    ["True", "unexpected", 0, "T"],
    ["truly", "unexpected", 3, "l"],
    ["[1, 2,]", "trailing-comma", 5, ","],
    ['{"a": 1,\n}', "trailing-comma", 7, ","],
    ["[,1]", "unexpected", 1, ","],
    ["01", "number", 0, "01"],
    ["[1.]", "number", 1, "1."],
    ["1e", "number", 0, "1e"],
    ["-", "end", 1, ""],
    ["-x", "unexpected", 1, "x"],
    ["+1", "unexpected", 0, "+"],
    [".5", "unexpected", 0, "."],
    ["1e999", "too-great", 0, "1e999"],
    ['{"id": 9007199254740993}', "imprecise", 7, "9007199254740993"],
    ['"a\nb"', "control", 2, "\n"],
    ['"a\\q"', "escape", 2, "\\q"],
    ['"a\\u12x4"', "escape", 2, "\\u"],
    ['{"a": 1, "b": 2, "a": 3}', "twice", 17, "a"],
    ["😀", "unexpected", 0, "😀"],
    ["[".repeat(depthLimit + 2), "too-deep", depthLimit + 1, "["],
  ];
  test.each(cases)("%j: %s", (text, reason, at, found) => {
    expect(problem(text)).toEqual({ reason, at, found });
  });
});

test("accepts and rejects the same texts as JSON.parse", () => {
  const text = fc.oneof(
    fc.json(),
    fc.json({ maxDepth: 4 }).map((json) => json.slice(0, -1)),
    fc.string({ unit: fc.constantFrom(...'{}[]",:0123456789.eE+- \n\\utrfalsn'.split("")) }),
  );
  fc.assert(
    fc.property(text, (json) => {
      let right = true;
      try {
        JSON.parse(json);
      } catch {
        right = false;
      }
      const parsed = parseStored(json);
      // JSON.parse turns a number that a double cannot hold into Infinity.
      if (parsed.ok || parsed.problem.reason !== "too-great") expect(parsed.ok).toBe(right);
    }),
    { numRuns: 2000 },
  );
});

test("accepts the numbers with exponents that JSON.parse reads as finite", () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
      expect(parseStored(value.toExponential())).toMatchObject({ ok: true, node: { kind: "number" } });
    }),
  );
});

test("each node has the offsets of its text", () => {
  const text = ' {"big": 12345678901234567890, "list": [true, null, "\\u00e4"]} ';
  const parsed = parseStored(text);
  if (!parsed.ok || parsed.node.kind !== "dict") throw new Error("not a dict");
  const slice = (node: { start: number; end: number }) => text.slice(node.start, node.end);
  expect(slice(parsed.node)).toBe(text.trim());
  const { big, list } = Object.fromEntries(parsed.node.members);
  expect(slice(big!.value)).toBe("12345678901234567890");
  expect(text.slice(list!.nameStart, list!.nameEnd)).toBe('"list"');
  if (list!.value.kind !== "list") throw new Error("not a list");
  expect(list!.value.items.map((item) => [item.kind, slice(item)])).toEqual([
    ["boolean", "true"],
    ["null", "null"],
    ["string", '"\\u00e4"'],
  ]);
  expect(stringOf(text, list!.value.items[2]!)).toBe("ä");
});

test("of a name that comes twice in a stored dict the last one counts, as in JSON.parse", () => {
  const parsed = parseStored('{"a": 1, "b": 2, "a": 3}');
  if (!parsed.ok || parsed.node.kind !== "dict") throw new Error("not a dict");
  expect([...parsed.node.members.keys()]).toEqual(["b", "a"]);
});

test("accepts integers beyond the safe range if they are exact, or if they are stored already", () => {
  expect(parseTyped("[9007199254740992, 10000000000000000000000]").ok).toBe(true);
  expect(parseTyped("[12345678901234567890]", '{"id":12345678901234567890}').ok).toBe(true);
  expect(parseStored("12345678901234567890").ok).toBe(true);
});

test("reads as many values as the limit allows, and stops at one more", () => {
  const list = (values: number, end = "]") => `[${"1,".repeat(values - 2)}1${end}`;
  expect(parseTyped(list(valuesLimit)).ok).toBe(true);
  expect(parseStored(list(valuesLimit)).ok).toBe(true);
  expect(parseStored(list(valuesLimit + 1))).toMatchObject({ problem: { reason: "too-many" } });
  expect(parseTyped(list(valuesLimit + 1, ",oops"))).toMatchObject({ problem: { reason: "too-many" } });
  expect(parseStored(`"${",".repeat(10 * valuesLimit)}"`).ok).toBe(true);
});

test("reads values nested as deep as the limit allows", () => {
  expect(parseTyped("[".repeat(depthLimit) + "]".repeat(depthLimit)).ok).toBe(true);
});

test.each([
  ["Sage", true],
  ["  two words", true],
  ["äöü", true],
  ["'x'", true],
  ["True", false],
  ["None", false],
  ["undefined", false],
  ["17, 18", false],
  ["{a: 1}", false],
  ["[1,", false],
  ['"open', false],
  ["", false],
])("bare text: %j is %s", (text, bare) => {
  expect(isBareText(text)).toBe(bare);
});

test("searches the stored text once, however many large integers are typed", () => {
  const stored = `[${Array.from({ length: 2000 }, (_, index) => `${10n ** 19n + BigInt(index)}`)}]`;
  const passes = (["includes", "indexOf", "match", "matchAll"] as const).map((name) =>
    vi.spyOn(String.prototype, name),
  );
  expect(parseTyped(stored, stored).ok).toBe(true);
  const count = passes.reduce(
    (sum, { mock }) => sum + mock.contexts.filter((text) => String(text) === stored).length,
    0,
  );
  vi.restoreAllMocks();
  expect(count).toBeLessThanOrEqual(1);
});

test("does not take a part of a stored number for the number", () => {
  expect(parseTyped("2345678901234567891", "12345678901234567891").ok).toBe(false);
});

test("makes child nodes only when they are asked for", () => {
  const text = `{"big": [${Array.from({ length: 1000 }, (_, index) => `{"id": ${index}}`)}], "last": 1}`;
  const parsed = parseStored(text);
  if (!parsed.ok || parsed.node.kind !== "dict") throw new Error("not a dict");
  expect(parsed.node).toMatchObject({ count: 2, values: 2003 });
  const [big, last] = [...parsed.node.each()];
  expect(last).toMatchObject({ name: "last", value: { kind: "number", end: text.length - 1 } });
  if (big?.value.kind !== "list") throw new Error("not a list");
  expect(big.value.count).toBe(1000);
  const [first] = big.value.each();
  expect(first).toMatchObject({ kind: "dict", count: 1, values: 2 });
});
