import { expect, test } from "vitest";
import type { Cookie } from "../../cookies/cookie.ts";
import { exampleCookie } from "../../cookies/fixtures/example-cookie.ts";
import { findSessionCookies } from "./find-session-cookie.ts";

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
  expect(findSessionCookies(cookies, page, asked).map((found) => found.value)).toEqual(value === null ? [] : [value]);
});

test("finds a Secure cookie only where browsers send it", () => {
  const secure = [cookie({ secure: true })];
  expect(findSessionCookies(secure, "http://localhost:3000/", settings)).toHaveLength(1);
  expect(findSessionCookies(secure, "https://shop.example/", settings)).toHaveLength(1);
  expect(findSessionCookies(secure, "http://shop.example/", settings)).toEqual([]);
});

test("finds the cookies that belong to it: the session's own first, then signature and chunks in their order", () => {
  const named = (name: string, more: Partial<Cookie> = {}) => cookie({ name, value: name, ...more });
  const jar = ["sid.10", "sid.sig", "sid.9", "sid", "side", "sid.", "theme"].map((name) => named(name));
  const asked = { ...settings, name: "sid", more: ["sid.sig", "sid.*"] };
  const names = findSessionCookies([...jar, named("sid.9", { value: "other", path: "/other" })], page, asked);
  expect(names.map(({ value }) => value)).toEqual(["sid", "sid.9", "sid.10", "sid.sig"]);
  const chunksAlone = findSessionCookies([named("sid.1"), named("sid.0")], page, asked);
  expect(chunksAlone.map(({ name }) => name)).toEqual(["sid.0", "sid.1"]);
});

test("finds the cookie that is named after the id in the session cookie, and none that is another app's", () => {
  const [id, other] = ["0b1a7f5e-6a0d-4d0e-9d5c-2f4f7a1c9e3b", "11111111-2222-4333-8444-555555555555"];
  const asked = { ...settings, name: "adonis-session", more: ["{uuid}"] };
  const found = (value: string | null) => {
    const main = value === null ? [] : [cookie({ name: asked.name, value })];
    const jar = [...[other, id, "theme"].map((name) => cookie({ name })), ...main];
    return findSessionCookies(jar, page, asked).map(({ name }) => name);
  };
  const text = JSON.stringify({ message: id, purpose: "adonis-session" });
  const signed = Buffer.from(text).toString("base64url");
  expect(found(`s%3A${signed}.cT1KzFzKqjZ4rDkB9XQ0WgP7oJ5h8y2eTtYvLmNbVcX`)).toEqual([asked.name, id]);
  expect(found(id)).toEqual([asked.name, id]);
  expect(found(`s%3A${"_-".repeat(31)}`)).toEqual([asked.name]);
  expect(found(null)).toEqual([]);
});
