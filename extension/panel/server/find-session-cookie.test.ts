import { expect, test } from "vitest";
import type { Cookie } from "../../cookies/cookie.ts";
import { exampleCookie } from "../../cookies/fixtures/example-cookie.ts";
import { findSessionCookie } from "./find-session-cookie.ts";

const cookie = (more: Partial<Cookie>): Cookie =>
  exampleCookie({ name: "sessionid", value: "v", httpOnly: true, ...more });
const settings = {
  name: "sessionid",
  domain: null,
  path: "/",
  secure: false,
  httpOnly: true,
  sameSite: "Lax" as const,
  partitioned: false,
};
const partition = { topLevelSite: "http://localhost", crossSiteAncestor: false };
const page = "http://localhost:3000/app/cart";

test.each([
  ["nothing in an empty jar", [], settings, null],
  ["nothing under another name", [cookie({ name: "sid" })], settings, null],
  ["the cookie with the longest path", [cookie({ value: "a" }), cookie({ value: "b", path: "/app" })], settings, "b"],
  [
    "the cookie whose path matches the page",
    [cookie({ value: "a" }), cookie({ value: "b", path: "/other" })],
    settings,
    "a",
  ],
  [
    "the cookie of an app that is mounted below the page",
    [cookie({ path: "/shop" })],
    { ...settings, path: "/shop" },
    "v",
  ],
  [
    "the host's cookie rather than the domain's",
    [cookie({ value: "a", hostOnly: false }), cookie({ value: "b" })],
    settings,
    "b",
  ],
  ["the unpartitioned cookie", [cookie({ value: "a", partition }), cookie({ value: "b" })], settings, "b"],
  [
    "the partitioned cookie if the app asks for it",
    [cookie({ value: "a", partition }), cookie({ value: "b" })],
    { ...settings, partitioned: true },
    "a",
  ],
] as const)("finds %s", (_, cookies, asked, value) => {
  expect(findSessionCookie(cookies, page, asked)?.value ?? null).toBe(value);
});

test("finds a Secure cookie only where browsers send it", () => {
  const secure = [cookie({ secure: true })];
  expect(findSessionCookie(secure, "http://localhost:3000/", settings)).not.toBeNull();
  expect(findSessionCookie(secure, "https://shop.example/", settings)).not.toBeNull();
  expect(findSessionCookie(secure, "http://shop.example/", settings)).toBeNull();
});
