import { expect, test } from "vitest";
import { type AdviceContext, adviseOn, isCredential } from "./advice.ts";
import type { Cookie } from "./cookie.ts";
import { exampleCookie } from "./fixtures/example-cookie.ts";
import { refusalOfLine } from "./refusal.ts";
import { textOf } from "./set-cookie/edit-attributes.ts";
import { parseSetCookie } from "./set-cookie/parse-line.ts";

const cookie = (fields: Partial<Cookie> = {}): Cookie => exampleCookie({ name: "theme", value: "dark", ...fields });
const context = (fields: Partial<AdviceContext> = {}): AdviceContext => ({
  page: new URL("http://localhost:3000/"),
  session: false,
  token: false,
  line: null,
  all: [],
  ...fields,
});
const https = new URL("https://shop.test/");
const session = { name: "sessionid", httpOnly: true };

test.each<[string, Partial<Cookie>, Partial<AdviceContext>, string[]]>([
  ["nothing wrong", {}, {}, []],
  ["a token that scripts can read", { name: "id_token" }, { token: true }, ["warn adviceTokenReadable httpOnly"]],
  ["named like one", { name: "accessToken" }, {}, ["warn adviceReadable httpOnly"]],
  ["a CSRF token is there to be read", { name: "XSRF-TOKEN" }, { token: true }, []],
  ["the session", session, { session: true }, ["info adviceInsecureLocal secure"]],
  [
    "the session without HttpOnly",
    { name: "x" },
    { session: true },
    ["warn adviceSessionReadable httpOnly", "info adviceInsecureLocal secure"],
  ],
  [
    "the session on https",
    { ...session, domain: "shop.test" },
    { session: true, page: https },
    ["warn adviceInsecure secure"],
  ],
  [
    "the session on plain http",
    { ...session, domain: "shop.test" },
    { session: true, page: new URL("http://shop.test/") },
    ["warn adviceClearText secure"],
  ],
  ["no SameSite", { sameSite: "unspecified" }, {}, ["info adviceNoSameSite sameSite"]],
  [
    "the session for every site",
    { ...session, domain: "shop.test", sameSite: "none", secure: true },
    { session: true, page: https },
    ["warn adviceCrossSite sameSite"],
  ],
  [
    "a third party's without a partition",
    { domain: "pay.test", sameSite: "none", secure: true },
    { page: https },
    ["info adviceUnpartitioned partition"],
  ],
  [
    "a third party's in its partition",
    {
      domain: "pay.test",
      sameSite: "none",
      secure: true,
      partition: { topLevelSite: "https://shop.test", crossSiteAncestor: true },
    },
    { page: https },
    [],
  ],
  [
    "the session for all subdomains",
    { ...session, domain: "shop.test", hostOnly: false, secure: true },
    { session: true, page: https },
    ["info adviceWide domain"],
  ],
  ["a large one", { value: "x".repeat(3300) }, {}, ["info adviceLarge size"]],
  ["a twin under another path", {}, { all: [cookie(), cookie({ path: "/cart" })] }, ["info adviceTwin name"]],
  ["no twin elsewhere", {}, { all: [cookie(), cookie({ domain: "pay.test" })] }, []],
  [
    "an attribute nobody knows",
    {},
    { line: parseSetCookie("theme=dark; HttpOnyl", "chromium") },
    ["info adviceIgnored name"],
  ],
  [
    "a SameSite nobody knows",
    {},
    { line: parseSetCookie("theme=dark; SameSite=laks", "chromium") },
    ["info adviceIgnored sameSite"],
  ],
  [
    "an Expires that Max-Age outranks",
    {},
    { line: parseSetCookie("theme=dark; Max-Age=5; Expires=0", "chromium") },
    ["info adviceIgnored expires"],
  ],
])("%s", (_, fields, around, expected) => {
  const advice = adviseOn(cookie(fields), context(around));
  expect(advice.map(({ level, title, field }) => `${level} ${title[0]} ${field}`)).toEqual(expected);
});

test("the browser stores the better line", () => {
  const weak = cookie({ name: "id_token", domain: "shop.test", sameSite: "none", value: "x" });
  const advice = adviseOn(weak, context({ page: https, token: true }));
  const lines = advice.flatMap(({ better }) => (better ? [better] : []));
  expect(lines.map((line) => line.map(({ text, added }) => (added ? `[${text}]` : text)).join(""))).toEqual([
    "id_token=x; Path=/; SameSite=None; [HttpOnly]",
    "id_token=x; Path=/; SameSite=None; [Secure]",
    "id_token=x; Path=/; [SameSite=Lax]",
  ]);
  expect(refusalOfLine(parseSetCookie(textOf(lines[2]!), "chromium"), https)).toBeNull();
});

test.each([
  ["sid", true],
  ["connect.sid", true],
  ["sessionToken", true],
  ["auth_token", true],
  ["remember", true],
  ["PHPSESSID", true],
  ["api_key", true],
  ["apikey", true],
  ["ASP.NET_SessionId", true],
  ["resident", false],
  ["authors", false],
  ["cart", false],
])("%s names a credential: %s", (name, expected) => {
  expect(isCredential(cookie({ name }), { session: false, token: false })).toBe(expected);
});
