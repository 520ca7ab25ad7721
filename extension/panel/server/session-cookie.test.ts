import { isSessionCookie } from "sessionscope/protocol";
import { expect, test } from "vitest";
import type { Cookie } from "../../cookies/cookie.ts";
import { exampleCookie } from "../../cookies/fixtures/example-cookie.ts";
import { fakeBrowser, type Messages, textOf } from "../../platform/fake.ts";
import type { CookieStore } from "../../platform/platform.ts";
import messages from "../../public/_locales/en/messages.json" with { type: "json" };
import type { Text } from "../widgets/text.ts";
import { applyCookies, notApplied } from "./session-cookie.ts";

const cookie = (more: Partial<Cookie>): Cookie =>
  exampleCookie({ name: "sessionid", value: "v", httpOnly: true, ...more });
const partition = { topLevelSite: "http://localhost", crossSiteAncestor: false };
const page = "http://localhost:3000/app/cart";

interface Case {
  readonly at?: string;
  readonly page?: string;
  readonly names?: readonly string[];
  readonly more?: string[];
  readonly held?: Cookie;
  readonly jar?: readonly Cookie[];
  readonly serverTime?: number;
}
async function apply(lines: readonly string[], more: Case = {}) {
  const { at = "http://localhost:3000/__sessionscope__", names = ["sessionid"], held, jar = [cookie({})] } = more;
  const browser = fakeBrowser({ messages: {}, url: at });
  for (const one of jar) browser.putCookie(one);
  const from = {
    url: new URL(at),
    page: new URL(more.page ?? page),
    isOwn: (name: string) => isSessionCookie({ name: names[0]!, more: more.more }, name),
    held: held === undefined ? [] : [held],
    now: Date.now(),
    serverTime: more.serverTime ?? Date.now(),
    over: new AbortController().signal,
  };
  return { failed: await applyCookies(browser.platform.cookies, lines, from), jar: browser.jar() };
}

test("sets the cookie of a line, and deletes the cookie that a line ends", async () => {
  const { failed, jar } = await apply(["sessionid=new; Path=/; Max-Age=60; HttpOnly; SameSite=Strict"]);
  expect(failed).toEqual([]);
  expect(jar).toMatchObject([{ value: "new", sameSite: "strict", hostOnly: true }]);
  expect(jar[0]!.expiresAt! - Date.now()).toBeGreaterThan(55_000);
  expect((await apply(["sessionid=; Path=/; Max-Age=0"])).jar).toEqual([]);
});

test("counts Expires from the server's clock, even if that is a day off", async () => {
  const serverTime = Date.now() - 86_400_000;
  const line = `sessionid=new; Path=/; Expires=${new Date(serverTime + 60_000).toUTCString()}`;
  const { jar } = await apply([line], { serverTime });
  expect(jar[0]!.expiresAt! - Date.now()).toBeGreaterThan(50_000);
  expect(jar[0]!.expiresAt! - Date.now()).toBeLessThan(61_000);
});

test("stores a partitioned cookie in the partition that held it before, else in the page's", async () => {
  const line = "sessionid=new; Path=/; Secure; SameSite=None; Partitioned";
  expect((await apply([line])).jar[1]?.partition).toEqual(partition);
  const other = { topLevelSite: "https://top.test", crossSiteAncestor: true };
  expect((await apply([line], { held: cookie({ partition: other }) })).jar[1]?.partition).toEqual(other);
});

test("drops the remaining lines when the visit ends between two of them", async () => {
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
  const answered = {
    url: new URL(page),
    page: new URL(page),
    isOwn: (name: string) => name === "sessionid",
    held: [],
    ...at,
  };
  const lines = ["sessionid=first; Path=/", "sessionid=second; Path=/app"];
  await expect(applyCookies(store, lines, { ...answered, over: leaving.signal })).rejects.toThrow("elsewhere");
  expect(jar()).toMatchObject([{ value: "first" }]);
});

test("applies several lines: the session cookie's, its signature's, and its chunks'", async () => {
  const jar = [cookie({}), cookie({ name: "sessionid.1", value: "old" }), cookie({ name: "sessionid.2" })];
  const lines = [
    "sessionid=new; Path=/",
    "sessionid.sig=s; Path=/",
    "sessionid.1=b; Path=/",
    "sessionid.2=; Path=/; Max-Age=0",
  ];
  const { failed, jar: after } = await apply(lines, { jar, more: ["sessionid.sig", "sessionid.*"] });
  expect(failed).toEqual([]);
  expect(after.map(({ name, value }) => `${name}=${value}`).sort()).toEqual([
    "sessionid.1=b",
    "sessionid.sig=s",
    "sessionid=new",
  ]);
});

test("names the cookie that the browser did not store", async () => {
  const long = `sessionid=${"x".repeat(4087)}; Path=/`;
  const browser = fakeBrowser({ messages: {}, url: page });
  Object.assign(browser.platform.cookies, { set: async () => null });
  const from = {
    url: new URL(page),
    page: new URL(page),
    isOwn: (name: string) => name === "sessionid",
    held: [],
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
    "a cookie of a sibling address",
    "sessionid=evil; Domain=localhost",
    "refusalDomainForeign",
    { at: "http://127.0.0.1/" },
  ],
  ["a cookie of a subdomain", "sessionid=evil; Domain=.app.localhost", "refusalDomainForeign"],
  ["a cookie of another site", "sessionid=evil; Domain=shop.example", "refusalDomainForeign"],
  ["an expired cookie of another site", "sessionid=; Max-Age=0; Domain=shop.example", "refusalDomainForeign"],
  [
    "a cookie of a public suffix",
    "sessionid=evil; Domain=github.io",
    "refusalDomainSuffix",
    { at: "https://me.github.io/" },
  ],
  [
    "a cookie of all tenants of a host",
    "sessionid=evil; Domain=ngrok.dev",
    "refusalDomainSuffix",
    { at: "https://me.ngrok.dev/" },
  ],
  [
    "a cookie of all buckets",
    "sessionid=evil; Domain=.s3.amazonaws.com",
    "refusalDomainSuffix",
    { at: "https://me.s3.amazonaws.com/" },
  ],
  [
    "a cookie of all authorities",
    "sessionid=evil; Domain=gov.pl",
    "refusalDomainSuffix",
    { at: "https://www.gov.pl/" },
  ],
  [
    "an expired cookie of a wildcard suffix",
    "sessionid=; Max-Age=0; Domain=city.nagoya.jp",
    "refusalDomainForeign",
    { at: "https://me.nagoya.jp/" },
  ],
  [
    "a cookie of a public suffix with a final dot",
    "sessionid=evil; Domain=co.uk.",
    "refusalDomainSuffix",
    { at: "https://a.co.uk./" },
  ],
  [
    "a cookie of a top-level domain with a final dot",
    "sessionid=evil; Domain=com.",
    "refusalDomainSuffix",
    { at: "https://shop.com./" },
  ],
  ["a cookie of another name", "theme=evil; Path=/", "cookieOfAnother"],
  ["a cookie whose name differs in case", "SessionID=evil; Path=/", "cookieOfAnother"],
  ["an expired cookie of another name", "theme=; Max-Age=0", "cookieOfAnother"],
  ["a cookie without a name", "=sessionid=evil", "cookieOfAnother"],
  ["any cookie by naming all of them", "theme=evil; Path=/", "cookieOfAnother", { more: ["*"] }],
  ["a cookie whose name is no UUID", "theme=evil; Path=/", "cookieOfAnother", { more: ["{uuid}"] }],
  [
    "a cookie of another site under a name of its own",
    "sessionid.sig=evil; Domain=shop.example",
    "refusalDomainForeign",
    { more: ["sessionid.sig"] },
  ],
  ["a Secure cookie over http", "sessionid=evil; Secure", "refusalSecureOnly", { at: shop }],
  [
    "a cookie in place of a Secure one over http",
    "sessionid=evil; Path=/",
    "refusalOverwriteSecure",
    { at: shop, jar: [secure] },
  ],
  [
    "an expired cookie in place of a Secure one over http",
    "sessionid=; Max-Age=0",
    "refusalOverwriteSecure",
    { at: shop, jar: [secure] },
  ],
  [
    "a __Host- cookie over http",
    "__Host-sid=evil; Secure; Path=/",
    "refusalPrefixHttps",
    { at: shop, names: ["__Host-sid"] },
  ],
  ["a __Host- cookie without Secure", "__Host-sid=evil; Path=/", "refusalPrefixSecure", { names: ["__Host-sid"] }],
  ["a __Host- cookie for a path", "__Host-sid=evil; Secure; Path=/a", "refusalPrefixPath", { names: ["__Host-sid"] }],
  [
    "a __Secure- cookie over http",
    "__secure-sid=evil; Secure",
    "refusalPrefixHttps",
    { at: shop, names: ["__secure-sid"] },
  ],
  ["a Partitioned cookie without Secure", "sessionid=evil; Partitioned", "refusalPartitioned"],
  ["a cookie with a line break", "sessionid=evil\nSet-Cookie: a=b", "refusalCharacter"],
  ["too long a cookie", `sessionid=${"x".repeat(4088)}`, "refusalTooLarge"],
];
test.each(attacks)("a server may not set %s", async (_, line, reason, more) => {
  const { failed, jar } = await apply([line], more);
  expect(failed.map(({ why }) => why?.[0])).toEqual([reason]);
  expect(jar).toEqual((await apply([], more)).jar);
});

test("sets a cookie that a browser accepts from the server's address, whatever page is inspected", async () => {
  const api = { at: "https://api.shop.example/", page: "http://localhost:3000/", jar: [] };
  const { failed, jar } = await apply(["sessionid=new; Domain=shop.example; Path=/; Secure; SameSite=Lax"], api);
  expect(failed).toEqual([]);
  expect(jar).toMatchObject([{ value: "new", domain: "shop.example", hostOnly: false }]);
});

test("gives the reason for a refused cookie; of several, names the first and counts them", () => {
  const text: Text = (id, ...parts) => textOf(messages as Messages, id, parts.map(String));
  const refused = { name: "theme", why: ["cookieOfAnother"] as const };
  expect(notApplied([refused], text)).toBe(
    "The server asked for the cookie theme, and the panel did not set it. It is not the server’s session cookie.",
  );
  expect(notApplied([{ name: "sessionid", why: null }, refused, refused], text)).toBe(
    "The browser did not store the cookie sessionid that the server answered. It is the first of 3.",
  );
});
