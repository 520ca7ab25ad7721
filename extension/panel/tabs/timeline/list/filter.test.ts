import { expect, test } from "vitest";
import type { KnownRequest } from "../known/request.ts";
import { fits, hitsOf, parseTerms, unknownWord } from "./filter.ts";

const request = {
  id: "1 7",
  process: 1,
  entry: 7,
  at: 0,
  by: "request",
  method: "POST",
  path: "/cart/add",
  status: 404,
  handle: "s1a",
  previousHandle: "s0f",
  outcome: "stored",
  failure: null,
  revisionBefore: 1,
  revision: 2,
  added: 1,
  changed: 0,
  removed: 0,
  cleared: false,
  expiryChanged: false,
  keys: ["cart", "last_seen"],
  setCookie: null,
  duration: 4,
  loadTime: null,
  commitTime: null,
} as const satisfies KnownRequest;

const alone = () => false;

test.each([
  ["cart", true],
  ["add post", true],
  ["login", false],
  ["-login", true],
  ["-cart", false],
  ["404", true],
  ["changed:seen", true],
  ["changed:coupon", false],
  ["-changed:coupon", true],
  ["key:cart", true],
  ["key:car", false],
  ["method:post", true],
  ["method:get", false],
  ["path:/cart", true],
  ["path:last_seen", false],
  ["status:404", true],
  ["status:4", true],
  ["status:4xx", true],
  ["status:5xx", false],
  ["status:>=400", true],
  ["status:<400", false],
  ["status:", true],
  ["handle:s1", true],
  ["handle:s0", true],
  ["handle:s9", false],
  ["is:stored", true],
  ["is:failed", false],
  ['"cart/add"', true],
])("%s", (typed, expected) => {
  expect(fits(request, parseTerms(typed), alone)).toBe(expected);
});

test("the panel's own rows are found by who made them", () => {
  const own: KnownRequest = { ...request, by: "panel", method: "", path: "", command: "session.update", status: null };
  expect(fits(own, parseTerms("method:you"), alone)).toBe(true);
  expect(fits(own, parseTerms("is:panel"), alone)).toBe(true);
  expect(fits(own, parseTerms("status:>0"), alone)).toBe(false);
});

test("a word that is no filter is named, and looked for as text", () => {
  expect(unknownWord("cart verb:post")).toBe("verb");
  expect(unknownWord("method:post")).toBeNull();
  expect(fits(request, parseTerms("verb:post"), alone)).toBe(false);
});

test("marks what was looked for in the path", () => {
  expect(hitsOf(parseTerms("cart path:/add -login method:post"))).toEqual(["cart", "/add"]);
});

test("is:overlap finds those that another request overlaps with", () => {
  expect(fits(request, parseTerms("is:overlap"), () => true)).toBe(true);
  expect(fits(request, parseTerms("is:overlap"), alone)).toBe(false);
  expect(fits(request, parseTerms("-is:overlap"), alone)).toBe(true);
});
