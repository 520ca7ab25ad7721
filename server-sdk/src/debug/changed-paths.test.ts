import { expect, test } from "vitest";
import { pathLimit, valueCap } from "../protocol.ts";
import { changedPaths } from "./changed-paths.ts";

const hides = (name: string) => name === "pin";
const between = (before: unknown, after: unknown) => changedPaths(JSON.stringify(before), JSON.stringify(after), hides);

test("names each value that differs, lists place by place", () => {
  expect(between({ a: 1, b: { c: [1, { d: 2 }] } }, { a: 1, b: { c: [3, { d: 4 }, 5] }, e: null })).toEqual([
    ["b", "c", 0],
    ["b", "c", 1, "d"],
    ["b", "c", 2],
    ["e"],
  ]);
});

test("a value of another kind is one difference", () => {
  expect(between({ a: [1, 2] }, { a: { 0: 1 } })).toEqual([["a"]]);
  expect(between({ a: null }, { a: {} })).toEqual([["a"]]);
});

test("names that every JavaScript object has are names like others", () => {
  expect(changedPaths("{}", '{"__proto__":1,"constructor":2}', hides)).toEqual([["__proto__"], ["constructor"]]);
});

test("a path ends at a hidden name", () => {
  expect(between({ a: { pin: { x: 1 }, y: 1 } }, { a: { pin: { z: 1 }, y: 2 } })).toEqual([
    ["a", "pin"],
    ["a", "y"],
  ]);
  expect(between({ a: { pin: 1 }, y: 1 }, { a: { pin: 1 }, y: 2 })).toEqual([["y"]]);
});

test("a path that would be too long is cut", () => {
  const deep = (value: number) => JSON.parse(`${'{"a":'.repeat(50)}${value}${"}".repeat(50)}`);
  expect(between(deep(1), deep(2))).toEqual([Array(pathLimit).fill("a")]);
});

test.each([
  ["the whole", "1", "2"],
  ["the same in another order", '{"a":1,"b":2}', '{"b":2,"a":1}'],
  ["no JSON", "{", "{}"],
  ["too long", JSON.stringify(["x".repeat(valueCap)]), "[]"],
  ["too much", JSON.stringify(Array(pathLimit + 1).fill(1)), JSON.stringify(Array(pathLimit + 1).fill(2))],
])("%s: not worked out", (_, before, after) => {
  expect(changedPaths(before, after, hides)).toBeUndefined();
});
