import { expect, test } from "vitest";
import { quickSnapshot, Snapshot } from "./snapshot.ts";

const none: ReadonlySet<string> = new Set();

test("a snapshot has the values as they were when it was taken, as JSON texts", () => {
  const data = {
    name: "ada",
    n: -0,
    on: true,
    off: null,
    gone: undefined,
    cart: { items: [1] },
    own: 1,
    act: () => {},
  };
  const snapshot = quickSnapshot(data, new Set(["own"]), () => true)!;
  data.cart.items.push(2);
  data.name = "eve";
  expect([...snapshot.texts]).toEqual([
    ["name", '"ada"'],
    ["n", "0"],
    ["on", "true"],
    ["off", "null"],
    ["cart", '{"items":[1]}'],
  ]);
  expect(snapshot.units).toBeGreaterThan(10);
});

test("what wants a closer look is left to the caller", () => {
  expect(quickSnapshot({ at: new Date(0) }, none, (value) => !(value instanceof Date))).toBeNull();
});

test("two snapshots are the same with the same texts, in any order", () => {
  const taken = quickSnapshot({ a: 1, b: [2] }, none, () => true)!;
  expect(
    taken.isSame(
      Snapshot.of(
        new Map([
          ["b", "[2]"],
          ["a", "1"],
        ]),
      ),
    ),
  ).toBe(true);
  expect(taken.isSame(Snapshot.of(new Map([["a", "1"]])))).toBe(false);
  expect(
    taken.isSame(
      Snapshot.of(
        new Map([
          ["a", "1"],
          ["b", "[3]"],
        ]),
      ),
    ),
  ).toBe(false);
});
