import { expect, test } from "vitest";
import { addressOf, endpointAt } from "./address.ts";

const origin = "http://localhost:3000";

test.each([
  ["/", "/"],
  ["/__sessionscope__", "/__sessionscope__"],
  ["/a/b@c:d;e=1/", "/a/b@c:d;e=1/"],
  ["/ä", "/%C3%A4"],
])("%s is a path", (path, pathname) => {
  expect(addressOf(origin, path)).toMatchObject({ origin, pathname });
});

test.each([
  "",
  "app",
  "@evil.test/",
  ":4000/",
  ".evil.test/",
  "//evil.test/",
  "/\\evil.test/",
  "\\\\evil.test/",
  "/\t/evil.test/",
  "/\n/evil.test/",
  "/a b",
  "/a?b",
  "/a#b",
  "http://evil.test/",
  `/${"p".repeat(1024)}`,
])("%j is not a path", (path) => {
  expect(addressOf(origin, path)).toBeNull();
});

test.each([
  ["http://localhost:4000/x", { origin: "http://localhost:4000", path: "/x" }],
  ["https://api.test/", { origin: "https://api.test", path: "/" }],
  ["", null],
  ["localhost:4000/x", null],
  ["javascript:alert(1)", null],
  ["http://user:pass@localhost/x", null],
  ["http://localhost:4000/x?y", null],
])("parses or refuses %j as the address of an endpoint", (address, endpoint) => {
  expect(endpointAt(address)).toEqual(endpoint);
});
