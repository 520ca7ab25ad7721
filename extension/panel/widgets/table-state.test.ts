import { signal } from "@preact/signals";
import { beforeEach, describe, expect, test } from "vitest";
import { createTable, type Sort, type TableState } from "./table-state.ts";

const rows = signal<readonly string[]>([]);
const sort = signal<Sort>({ by: "name", descending: false });
let table: TableState<string>;
beforeEach(() => {
  rows.value = ["alpha", "beta", "bravo", "delta", "echo"];
  sort.value = { by: "name", descending: false };
  table = createTable({ rows, sort, idOf: (row) => row, nameOf: (row) => row });
});
const ticked = () => [...table.ticked.value];

describe("the current row", () => {
  test("is the first one until another is chosen", () => {
    expect(table.current.value).toBe("alpha");
    table.choose("delta");
    expect(table.current.value).toBe("delta");
    expect(ticked()).toEqual([]);
  });
  test("stays with its row when others come and go", () => {
    table.choose("delta");
    rows.value = ["aaa", "beta", "delta"];
    expect(table.current.value).toBe("delta");
  });
  test("passes to the next one that is left when several rows go", () => {
    table.choose("delta");
    expect(table.current.value).toBe("delta");
    rows.value = ["beta", "echo"];
    expect(table.current.value).toBe("echo");
  });
  test("passes to the neighbour when its row goes", () => {
    table.choose("bravo");
    expect(table.current.value).toBe("bravo");
    rows.value = ["alpha", "beta", "delta", "echo"];
    expect(table.current.value).toBe("delta");
    rows.value = ["alpha"];
    expect(table.current.value).toBe("alpha");
    rows.value = [];
    expect(table.current.value).toBeNull();
  });
  test("moves and stops at the ends", () => {
    table.move(1, false);
    expect(table.current.value).toBe("beta");
    table.move(-9, false);
    expect(table.current.value).toBe("alpha");
    table.move(99, false);
    expect(table.current.value).toBe("echo");
  });
  test("is found by typing its name; a digit alone is none", () => {
    table.find("b", 1000);
    expect(table.current.value).toBe("beta");
    table.find("r", 1300);
    expect(table.current.value).toBe("bravo");
    table.find("b", 3000);
    expect(table.current.value).toBe("beta");
    table.find("z", 6000);
    expect(table.current.value).toBe("beta");
    rows.value = ["a", "k1", "k2"];
    expect([table.find("2", 9000), table.current.value]).toEqual([false, "a"]);
    expect([table.find("k", 12_000), table.find("2", 12_100), table.current.value]).toEqual([true, true, "k2"]);
    expect(table.find("3", 12_200)).toBe(false);
  });
});

describe("ticks", () => {
  test("one by one, by a range, all, none", () => {
    table.choose("beta", "toggle");
    table.choose("delta", "range");
    expect(ticked()).toEqual(["beta", "bravo", "delta"]);
    table.choose("bravo", "toggle");
    expect(ticked()).toEqual(["beta", "delta"]);
    table.tickAll(true);
    expect(ticked()).toHaveLength(5);
    table.tickAll(false);
    expect(ticked()).toEqual([]);
  });
  test("grow with the keys from where they began", () => {
    table.move(1, false);
    table.move(1, true);
    table.move(1, true);
    expect(ticked()).toEqual(["beta", "bravo", "delta"]);
  });
  test("of rows that are gone do not count", () => {
    table.tickAll(true);
    rows.value = ["alpha"];
    expect(ticked()).toEqual(["alpha"]);
  });
});

test("sorts by a column, the second time the other way round", () => {
  table.sortBy("size");
  expect(sort.value).toEqual({ by: "size", descending: false });
  table.sortBy("size");
  expect(sort.value).toEqual({ by: "size", descending: true });
  table.sortBy("name");
  expect(sort.value).toEqual({ by: "name", descending: false });
});
