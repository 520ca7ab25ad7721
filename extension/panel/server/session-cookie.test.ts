import { expect, test } from "vitest";
import type { Cookie } from "../../cookies/cookie.ts";
import { fakeBrowser, type Messages, textOf } from "../../platform/fake.ts";
import type { CookieStore } from "../../platform/platform.ts";
import messages from "../../public/_locales/en/messages.json" with { type: "json" };
import { applyCookies, notApplied } from "./session-cookie.ts";

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
const partition = { topLevelSite: "http://localhost", crossSiteAncestor: false };
const page = "http://localhost:3000/app/cart";

interface Case {
  readonly at?: string;
  readonly page?: string;
  readonly names?: readonly string[];
  readonly held?: Cookie;
  readonly jar?: readonly Cookie[];
  readonly serverTime?: number;
}
async function apply(lines: readonly string[], more: Case = {}) {
  const {
    at = "http://localhost:3000/__sessionscope__",
    names = ["sessionid"],
    held = null,
    jar = [cookie({})],
  } = more;
  const browser = fakeBrowser({ messages: {}, url: at });
  for (const one of jar) browser.putCookie(one);
  const from = {
    url: new URL(at),
    page: new URL(more.page ?? page),
    names,
    held,
    now: Date.now(),
    serverTime: more.serverTime ?? Date.now(),
    over: new AbortController().signal,
  };
  return { failed: await applyCookies(browser.platform.cookies, lines, from), jar: browser.jar() };
}

test("sets what the line says, and deletes what it ends", async () => {
  const { failed, jar } = await apply(["sessionid=new; Path=/; Max-Age=60; HttpOnly; SameSite=Strict"]);
  expect(failed).toEqual([]);
  expect(jar).toMatchObject([{ value: "new", sameSite: "strict", hostOnly: true }]);
  expect(jar[0]!.expiresAt! - Date.now()).toBeGreaterThan(55_000);
  expect((await apply(["sessionid=; Path=/; Max-Age=0"])).jar).toEqual([]);
});

test("Expires counts from the server's clock, which may be a day off", async () => {
  const serverTime = Date.now() - 86_400_000;
  const line = `sessionid=new; Path=/; Expires=${new Date(serverTime + 60_000).toUTCString()}`;
  const { jar } = await apply([line], { serverTime });
  expect(jar[0]!.expiresAt! - Date.now()).toBeGreaterThan(50_000);
  expect(jar[0]!.expiresAt! - Date.now()).toBeLessThan(61_000);
});

test("a partitioned cookie goes to the page's partition, or to the one that held it", async () => {
  const line = "sessionid=new; Path=/; Secure; SameSite=None; Partitioned";
  expect((await apply([line])).jar[1]?.partition).toEqual(partition);
  const other = { topLevelSite: "https://top.test", crossSiteAncestor: true };
  expect((await apply([line], { held: cookie({ partition: other }) })).jar[1]?.partition).toEqual(other);
});

test("the rest of the lines is dropped when the visit ends between two", async () => {
  const leaving = new AbortController();
  const { platform, jar } = fakeBrowser({ messages: {}, url: page });
  const store: CookieStore = {
    ...platform.cookies,
    async set(cookie) {
      leaving.abort(new Error("The tab is elsewhere."));
      return platform.cookies.set(cookie);
    },
  };
  const at = { now: Date.now(), serverTime: Date.now() };
  const answered = { url: new URL(page), page: new URL(page), names: ["sessionid"], held: null, ...at };
  const lines = ["sessionid=first; Path=/", "sessionid=second; Path=/app"];
  await expect(applyCookies(store, lines, { ...answered, over: leaving.signal })).rejects.toThrow("elsewhere");
  expect(jar()).toMatchObject([{ value: "first" }]);
});

test("names what the browser did not store", async () => {
  const long = `sessionid=${"x".repeat(4087)}; Path=/`;
  const browser = fakeBrowser({ messages: {}, url: page });
  Object.assign(browser.platform.cookies, { set: async () => null });
  const from = {
    url: new URL(page),
    page: new URL(page),
    names: ["sessionid"],
    held: null,
    now: 0,
    serverTime: 0,
    over: new AbortController().signal,
  };
  expect(await applyCookies(browser.platform.cookies, [long], from)).toEqual([{ name: "sessionid", why: null }]);
});

const shop = "http://app.shop.example/__sessionscope__";
const secure = cookie({ domain: "app.shop.example", secure: true });
const attacks: readonly [string, string, string, Case?][] = [
  [
    "a sibling address's cookie",
    "sessionid=evil; Domain=localhost",
    "refusalDomainForeign",
    { at: "http://127.0.0.1/" },
  ],
  ["a subdomain's", "sessionid=evil; Domain=.app.localhost", "refusalDomainForeign"],
  ["another site's", "sessionid=evil; Domain=shop.example", "refusalDomainForeign"],
  ["a deletion of another site's", "sessionid=; Max-Age=0; Domain=shop.example", "refusalDomainForeign"],
  ["a public suffix's", "sessionid=evil; Domain=github.io", "refusalDomainSuffix", { at: "https://me.github.io/" }],
  ["every tenant's", "sessionid=evil; Domain=ngrok.dev", "refusalDomainSuffix", { at: "https://me.ngrok.dev/" }],
  [
    "every bucket's",
    "sessionid=evil; Domain=.s3.amazonaws.com",
    "refusalDomainSuffix",
    { at: "https://me.s3.amazonaws.com/" },
  ],
  ["every authority's", "sessionid=evil; Domain=gov.pl", "refusalDomainSuffix", { at: "https://www.gov.pl/" }],
  [
    "a wildcard's",
    "sessionid=; Max-Age=0; Domain=city.nagoya.jp",
    "refusalDomainForeign",
    { at: "https://me.nagoya.jp/" },
  ],
  [
    "a public suffix's, with its dot",
    "sessionid=evil; Domain=co.uk.",
    "refusalDomainSuffix",
    { at: "https://a.co.uk./" },
  ],
  ["a top level's, with its dot", "sessionid=evil; Domain=com.", "refusalDomainSuffix", { at: "https://shop.com./" }],
  ["another name", "theme=evil; Path=/", "cookieOfAnother"],
  ["another case of the name", "SessionID=evil; Path=/", "cookieOfAnother"],
  ["a deletion of another name", "theme=; Max-Age=0", "cookieOfAnother"],
  ["no name", "=sessionid=evil", "cookieOfAnother"],
  ["Secure over http", "sessionid=evil; Secure", "refusalSecureOnly", { at: shop }],
  [
    "in place of a Secure one, over http",
    "sessionid=evil; Path=/",
    "refusalOverwriteSecure",
    { at: shop, jar: [secure] },
  ],
  [
    "a deletion of a Secure one, over http",
    "sessionid=; Max-Age=0",
    "refusalOverwriteSecure",
    { at: shop, jar: [secure] },
  ],
  ["__Host- over http", "__Host-sid=evil; Secure; Path=/", "refusalPrefixHttps", { at: shop, names: ["__Host-sid"] }],
  ["__Host- without Secure", "__Host-sid=evil; Path=/", "refusalPrefixSecure", { names: ["__Host-sid"] }],
  ["__Host- below a path", "__Host-sid=evil; Secure; Path=/a", "refusalPrefixPath", { names: ["__Host-sid"] }],
  ["__Secure- over http", "__secure-sid=evil; Secure", "refusalPrefixHttps", { at: shop, names: ["__secure-sid"] }],
  ["Partitioned without Secure", "sessionid=evil; Partitioned", "refusalPartitioned"],
  ["a line break", "sessionid=evil\nSet-Cookie: a=b", "refusalCharacter"],
  ["too much", `sessionid=${"x".repeat(4088)}`, "refusalTooLarge"],
];
test.each(attacks)("a server may not set %s", async (_, line, reason, more) => {
  const { failed, jar } = await apply([line], more);
  expect(failed.map(({ why }) => why?.[0])).toEqual([reason]);
  expect(jar).toEqual((await apply([], more)).jar);
});

test("what a browser takes from the server's own address is taken, whatever page is looked at", async () => {
  const api = { at: "https://api.shop.example/", page: "http://localhost:3000/", jar: [] };
  const { failed, jar } = await apply(["sessionid=new; Domain=shop.example; Path=/; Secure; SameSite=Lax"], api);
  expect(failed).toEqual([]);
  expect(jar).toMatchObject([{ value: "new", domain: "shop.example", hostOnly: false }]);
});

test("a refused line is said with its reason, and of several the first", () => {
  const text = (id: string, ...parts: readonly string[]) => textOf(messages as Messages, id, parts);
  const refused = { name: "theme", why: ["cookieOfAnother"] as const };
  expect(notApplied([refused], text)).toBe(
    "The server asked for the cookie theme, and the panel did not set it. It is not the server’s session cookie.",
  );
  expect(notApplied([{ name: "sessionid", why: null }, refused, refused], text)).toBe(
    "The browser did not store the cookie sessionid that the server answered. It is the first of 3.",
  );
});
