import fc from "fast-check";
import { expect, test } from "vitest";
import { layoutOf } from "./row-layout.ts";

const keyOf = (index: number) => `row ${index}`;
const heights = fc.dictionary(fc.nat(40).map(keyOf), fc.integer({ min: 1, max: 90 }));

test("rows lie one below the other, each as high as it was measured", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), heights, (count, measured) => {
      const layout = layoutOf({ count, usual: 24, unusual: new Map(Object.entries(measured)), keyOf });
      expect(layout.topOf(0)).toBe(0);
      for (let index = 0; index < count; index++) {
        const height = measured[keyOf(index)] ?? 24;
        expect(layout.topOf(index + 1) - layout.topOf(index)).toBe(height);
        expect(layout.indexAt(layout.topOf(index))).toBe(index);
        expect(layout.indexAt(layout.topOf(index + 1) - 0.5)).toBe(index);
      }
    }),
  );
});

test("beyond the ends are the first and the last row", () => {
  for (const unusual of [new Map(), new Map([["row 3", 60]])]) {
    const layout = layoutOf({ count: 9, usual: 24, unusual, keyOf });
    expect(layout.indexAt(-100)).toBe(0);
    expect(layout.indexAt(100_000)).toBe(8);
  }
});
