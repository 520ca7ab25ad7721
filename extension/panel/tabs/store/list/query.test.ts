import { describe, expect, test } from "vitest";
import { filterOf, typedFilter, unknownWord } from "./query.ts";

test.each([
  ["", {}],
  ["mug", { text: "mug" }],
  ["enamel mug", { text: "enamel mug" }],
  ["user:42", { user: "42" }],
  ["user:42 key:cart value:mug rest", { user: "42", key: "cart", value: "mug", text: "rest" }],
  ['value:"Enamel mug"', { value: "Enamel mug" }],
  ['"key:cart"', { text: "key:cart" }],
  ["key:a key:b", { key: "b" }],
  // Still being typed.
  ["user:", {}],
  ["https://shop.example/x", { text: "https://shop.example/x" }],
  ["colour:red", { text: "colour:red" }],
])("%j asks for %j", (typed, filter) => {
  expect(typedFilter(typed)).toEqual(filter);
});

test("the kinds ask for sessions with a user, without one, and for the expired ones", () => {
  expect([filterOf("a", "all"), filterOf("a", "signedIn"), filterOf("", "anonymous"), filterOf("", "expired")]).toEqual(
    [{ text: "a" }, { text: "a", signedIn: true }, { signedIn: false }, { expired: true }],
  );
});

describe("a word that the filter does not know", () => {
  test.each([
    ["colour:red", "colour"],
    ["user:42 owner:7", "owner"],
    ["user:42", null],
    ["https://shop.example", null],
  ])("%j: %j", (typed, word) => {
    expect(unknownWord(typed)).toBe(word);
  });
});
