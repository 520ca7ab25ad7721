import { expect, test } from "vitest";
import { contentOf } from "./json-content.ts";

class Cart {
  items = [1];
}

test.each<[unknown, string]>([
  [new Map([["a", 1]]), "Map(1) { 'a' => 1 }"],
  [new Set(), "Set(0) {}"],
  [new Date(0), "1970-01-01T00:00:00.000Z"],
  [2n ** 80n, "1208925819614629174706176n"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [new Cart(), "Cart { items: [ 1 ] }"],
  [{ cart: { big: 1n } }, "{ cart: { big: 1n } }"],
  [{ toJSON: () => 1, a: 1 }, "{ toJSON: [Function: toJSON], a: 1 }"],
  [Buffer.from("a"), "<Buffer 61>"],
])("%o is no JSON: it is told in words, and read-only", (value, words) => {
  const { entries, readOnly } = contentOf({ value });
  expect([[...entries], [...readOnly]]).toEqual([[["value", JSON.stringify(words)]], ["value"]]);
});

test("what holds itself, is too deep or cannot be looked into is told, too", () => {
  const itself: Record<string, unknown> = {};
  itself.itself = itself;
  const deep = JSON.parse(`${"[".repeat(2000)}${"]".repeat(2000)}`) as unknown;
  const shy = Object.defineProperty(new Map(), Symbol.toStringTag, {
    get() {
      throw new Error("not you");
    },
  });
  const { entries, readOnly } = contentOf({ itself, deep, fine: 1 });
  expect([...readOnly]).toEqual(["itself", "deep"]);
  expect([entries.get("itself"), entries.get("fine")]).toEqual(['"<ref *1> { itself: [Circular *1] }"', "1"]);
  expect(() => contentOf({ shy })).not.toThrow();
});

test("all that is JSON can be written, in the order of the session; what JSON has no place for is no entry", () => {
  const bare = Object.assign(Object.create(null) as object, { a: undefined, b: [null, true, "é"] });
  const data = { n: 1.5, bare, own: 1, gone: undefined, act() {}, sign: Symbol("a"), ["__proto__"]: 2 };
  const { entries, readOnly } = contentOf(data, new Set(["own"]));
  expect([...entries]).toEqual([
    ["n", "1.5"],
    ["bare", '{"b":[null,true,"é"]}'],
    ["__proto__", "2"],
  ]);
  expect(readOnly.size).toBe(0);
});
