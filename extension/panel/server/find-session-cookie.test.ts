import { expect, test } from "vitest";
import type { Cookie } from "../../cookies/cookie.ts";
import { findSessionCookie } from "./find-session-cookie.ts";

const cookie = (more: Partial<Cookie>): Cookie => ({
  name: "sessionid",
  value: "v",
  domain: "localhost",
  hostOnly: true,
  path: "/",
  secure: false,
  httpOnly: true,
  sameSite: "lax",
  expiresAt: null,
  partition: null,
  ...more,
});
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
  ["none", [], settings, null],
  ["other names", [cookie({ name: "sid" })], settings, null],
  ["the longest path", [cookie({ value: "a" }), cookie({ value: "b", path: "/app" })], settings, "b"],
  ["not a path elsewhere", [cookie({ value: "a" }), cookie({ value: "b", path: "/other" })], settings, "a"],
  ["an app under a path, seen from a page above", [cookie({ path: "/shop" })], { ...settings, path: "/shop" }, "v"],
  ["the host's before the domain's", [cookie({ value: "a", hostOnly: false }), cookie({ value: "b" })], settings, "b"],
  ["unpartitioned", [cookie({ value: "a", partition }), cookie({ value: "b" })], settings, "b"],
  [
    "partitioned where asked for",
    [cookie({ value: "a", partition }), cookie({ value: "b" })],
    { ...settings, partitioned: true },
    "a",
  ],
] as const)("%s", (_, cookies, asked, value) => {
  expect(findSessionCookie(cookies, page, asked)?.value ?? null).toBe(value);
});

test("Secure ones only where browsers send them", () => {
  const secure = [cookie({ secure: true })];
  expect(findSessionCookie(secure, "http://localhost:3000/", settings)).not.toBeNull();
  expect(findSessionCookie(secure, "https://shop.example/", settings)).not.toBeNull();
  expect(findSessionCookie(secure, "http://shop.example/", settings)).toBeNull();
});
