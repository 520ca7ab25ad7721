import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NotSerializableError } from "./errors.ts";
import { depthLimit, fromText, toText } from "./values.ts";

test("every JSON value comes back as it went in", () => {
  fc.assert(
    // -0 is refused, and there made 0.
    fc.property(
      fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.parse(JSON.stringify(value))),
      (value) => {
        expect(fromText(toText("k", value))).toEqual(value);
      },
    ),
  );
});

class Money {
  amount = 1;
}
class Basket extends Array<string> {}
const cyclic: Record<string, unknown> = {};
cyclic.self = { back: cyclic };

describe("refuses what JSON would change, naming the path and what to store instead", () => {
  test.each<[unknown, string, string]>([
    [new Date(0), '"k" is a Date instance', "toISOString()"],
    [{ items: [{}, { addedAt: new Date(0) }] }, '"k.items[1].addedAt" is a Date instance', "toISOString()"],
    [new Map(), '"k" is a Map instance', "Object.fromEntries"],
    [new Set(), '"k" is a Set instance', "[...set]"],
    [new Money(), '"k" is a Money instance', "plain object"],
    [{ "odd key": () => 1 }, '"k["odd key"]" is a function', "data"],
    [Symbol("s"), '"k" is a symbol', "description"],
    [10n, '"k" is a BigInt', "toString()"],
    [Number.NaN, '"k" is NaN', "null or a string"],
    [[1, Number.POSITIVE_INFINITY], '"k[1]" is Infinity', "null or a string"],
    [-0, '"k" is -0', "Store 0"],
    [{ cart: { total: -0 } }, '"k.cart.total" is -0', "Store 0"],
    [Object.assign([1, 2], { total: 3 }), '"k" is an array with the property "total"', "[...array]"],
    [{ match: /b/.exec("abc") }, '"k.match" is an array with the property "index"', "[...array]"],
    [Object.assign([], { [Symbol("s")]: 1 }), '"k" is an array with symbol keys', "string keys"],
    [Basket.from(["tea"]), '"k" is a Basket instance', "[...array]"],
    [undefined, '"k" is undefined', "null"],
    [{ a: undefined }, '"k.a" is undefined', "null"],
    [new Array(1), '"k[0]" is undefined', "null"],
    [cyclic, "part of a cycle", "an id"],
    [{ [Symbol("s")]: 1 }, "symbol keys", "string keys"],
    [Buffer.from("x"), '"k" is a Buffer instance', "base64"],
  ])("%o", (value, where, advice) => {
    expect(() => toText("k", value)).toThrow(NotSerializableError);
    expect(() => toText("k", value)).toThrow(where);
    expect(() => toText("k", value)).toThrow(advice);
  });
});

test("a depth of 100,000 is an error, not a stack overflow", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(() => toText("k", deep)).toThrow(`nested deeper than ${depthLimit} levels`);
});

test("plain objects and arrays include those without a prototype and those of another realm", () => {
  expect(toText("k", runInNewContext("[{ a: [1] }]"))).toBe('[{"a":[1]}]');
  expect(toText("k", Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
});

test("a text that is not JSON is no value", () => {
  expect(fromText("{broken")).toBeUndefined();
});

test("__proto__ among the keys of a value pollutes nothing", () => {
  const value = fromText('{"__proto__":{"polluted":true}}');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(toText("k", value)).toBe('{"__proto__":{"polluted":true}}');
});
