import { expect, test } from "vitest";
import { fakeBrowser } from "../platform/fake.ts";
import type { Cookie } from "../platform/platform.ts";
import { applyCookies, findSessionCookie } from "./session-cookie.ts";

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

const apply = (lines: readonly string[], held: Cookie | null = null) => {
  const browser = fakeBrowser({ messages: {}, url: page });
  browser.putCookie(cookie({}));
  const at = { url: new URL("http://localhost:3000"), page: new URL(page), now: Date.now(), held };
  return applyCookies(browser.platform.cookies, lines, at).then((failed) => ({ failed, jar: browser.jar() }));
};

test("sets what the line says, and deletes what it ends", async () => {
  const { failed, jar } = await apply(["sessionid=new; Path=/; Max-Age=60; HttpOnly; SameSite=Strict"]);
  expect(failed).toEqual([]);
  expect(jar).toMatchObject([{ value: "new", sameSite: "strict", hostOnly: true }]);
  expect(jar[0]!.expiresAt! - Date.now()).toBeGreaterThan(55_000);
  expect((await apply(["sessionid=; Path=/; Max-Age=0"])).jar).toEqual([]);
});

test("a partitioned cookie goes to the page's partition, or to the one that held it", async () => {
  const line = "sessionid=new; Path=/; Secure; SameSite=None; Partitioned";
  expect((await apply([line])).jar[1]?.partition).toEqual(partition);
  const other = { topLevelSite: "https://top.test", crossSiteAncestor: true };
  expect((await apply([line], cookie({ partition: other }))).jar[1]?.partition).toEqual(other);
});

test("names what the browser did not store", async () => {
  const { failed, jar } = await apply(["__Host-x=1; Path=/", "sessionid=new; Path=/"]);
  expect(failed).toEqual(["__Host-x"]);
  expect(jar).toMatchObject([{ value: "new" }]);
});
