import fc from "fast-check";
import { parseSetCookie as oracle } from "set-cookie-parser";
import { expect, test } from "vitest";
import type { Cookie } from "./cookie.ts";
import { askedBy, edited, formatSetCookie, parseSetCookie, setCookieLines, textOf } from "./set-cookie.ts";

const url = new URL("https://www.shop.example/account/login");
const at = Date.UTC(2026, 10, 23, 10, 56);
const ask = (line: string, from: URL = url) => askedBy(parseSetCookie(line, "chromium"), from, at);

test.each([
  ["a=b", "a", "b"],
  ["Set-Cookie: a=b; Path=/", "a", "b"],
  ["  a =  b c ;Path=/", "a", "b c"],
  ["a=b=c", "a", "b=c"],
  ["=b", "", "b"],
  ["b", "", "b"],
  ["a=", "a", ""],
  ["toString=1", "toString", "1"],
  ["__proto__=1", "__proto__", "1"],
  ['a="x y"', "a", '"x y"'],
  ["\u00a0a=1", "\u00a0a", "1"],
  ["", "", ""],
  ["; Path=/", "", ""],
])("name and value of %j", (line, name, value) => {
  const parsed = parseSetCookie(line, "chromium");
  expect([parsed.name, parsed.value]).toEqual([name, value]);
});

test.each([
  ["a=b", {}],
  ["a=b; Path=/x", { path: "/x" }],
  ["a=b; path=x", { path: "/account" }],
  ["a=b; Path=/x; Path=", { path: "/account" }],
  ["a=b; Domain=.Shop.Example", { domain: "shop.example", hostOnly: false }],
  ["a=b; Domain=", {}],
  ["a=b; Domain=shop.example; Domain=", {}],
  ["a=b; SECURE; hTTPonly", { secure: true, httpOnly: true }],
  ["a=b; Secure=false", { secure: true }],
  ["a=b; SameSite=LAX", { sameSite: "lax" }],
  ["a=b; SameSite=Laxx", { sameSite: "unspecified" }],
  ["a=b; SameSite=Strict; SameSite=oops", { sameSite: "unspecified" }],
  ["a=b; SameSite=Strict; SameSite=None", { sameSite: "none" }],
  ["a=b; Partitioned", { partitioned: true }],
  ["a=b; Max-Age=60", { expiresAt: at + 60_000 }],
  ["a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", { expiresAt: at + 60_000 }],
  ["a=b; Max-Age=-1", { expiresAt: at - 1000 }],
  ["a=b; Max-Age=60s", {}],
  ["a=b; Max-Age=99999999999999999999", { expiresAt: at + 400 * 86_400_000, shortened: true }],
  ["a=b; Expires=Mon, 23 Nov 2026 11:56:00 GMT", { expiresAt: at + 3_600_000 }],
  ["a=b; Expires=soon", {}],
  ["a=b; Max-Age=60; Max-Age=soon", {}],
  ["a=b; Expires=Mon, 23 Nov 2026 11:56:00 GMT; Expires=soon", {}],
  ["a=b; Max-Age=60; Max-Age=soon; Expires=Mon, 23 Nov 2026 11:56:00 GMT", { expiresAt: at + 3_600_000 }],
  [`a=b; Path=/${"x".repeat(1024)}`, { path: "/account" }],
])("what %j asks for", (line, expected) => {
  const defaults = {
    name: "a",
    value: "b",
    domain: "www.shop.example",
    hostOnly: true,
    path: "/account",
    secure: false,
    httpOnly: false,
    sameSite: "unspecified",
    expiresAt: null,
    partitioned: false,
    shortened: false,
  };
  expect(ask(line)).toEqual({ ...defaults, ...expected });
});

test.each([
  ["http://localhost:3000/", "a=b; Domain=localhost", true],
  ["http://127.0.0.1/", "a=b; Domain=127.0.0.1", true],
  ["https://github.io/", "a=b; Domain=github.io", true],
  ["https://shop.example/", "a=b; Domain=shop.example", false],
  ["https://1.example/", "a=b; Domain=1.example", false],
])("on %s %j is for the host alone: %s", (from, line, hostOnly) => {
  expect(ask(line, new URL(from)).hostOnly).toBe(hostOnly);
});

test("Expires counts from the answer's own Date, Max-Age from when it came", () => {
  const [url, ahead] = [new URL("https://shop.example/"), at + 86_400_000];
  const at0 = (text: string) => askedBy(parseSetCookie(text, "chromium"), url, at, ahead).expiresAt;
  expect(at0("a=b; Expires=Tue, 24 Nov 2026 11:56:00 GMT")).toBe(at + 3_600_000);
  expect(at0("a=b; Max-Age=60")).toBe(at + 60_000);
});

test("keeps every attribute as written, with its place and why it does not count", () => {
  const line = parseSetCookie(
    "Set-Cookie: a=b;Path=/a ;  Path=/b; Max-Age=1 ; Expires=Mon, 23 Nov 2026 11:56:00 GMT; SameSite=X;; sekure",
    "chromium",
  );
  expect(line.attributes.map(({ raw, kind, ignored }) => [raw, kind, ignored])).toEqual([
    ["Path=/a", "path", "repeated"],
    ["Path=/b", "path", null],
    ["Max-Age=1", "max-age", null],
    ["Expires=Mon, 23 Nov 2026 11:56:00 GMT", "expires", "outranked"],
    ["SameSite=X", "samesite", "unreadable"],
    ["sekure", null, "unknown"],
  ]);
  for (const { raw, start, end } of [line.pair, ...line.attributes]) expect(line.raw.slice(start, end)).toBe(raw);
});

test("takes the lines of a response apart", () => {
  const headers = [
    ["Set-Cookie", "a=1; Path=/\nb=2"],
    ["Content-Type", "text/html"],
    ["set-cookie", "c=3"],
  ] as const;
  expect(setCookieLines(headers)).toEqual(["a=1; Path=/", "b=2", "c=3"]);
});

const token = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
const anyCookie: fc.Arbitrary<Cookie> = fc.record({
  name: token,
  value: token,
  domain: fc.constant("www.shop.example"),
  hostOnly: fc.boolean(),
  path: token.map((path) => `/${path}`),
  secure: fc.boolean(),
  httpOnly: fc.boolean(),
  sameSite: fc.constantFrom("strict", "lax", "none", "unspecified"),
  expiresAt: fc.option(fc.integer({ min: 1, max: 34_000_000 }).map((seconds) => at + seconds * 1000)),
  partition: fc.constant(null),
});

test("a cookie written as a line asks for the same cookie", () => {
  fc.assert(
    fc.property(anyCookie, (cookie) => {
      const { partition, ...expected } = cookie;
      expect(ask(formatSetCookie(cookie))).toEqual({ ...expected, partitioned: false, shortened: false });
    }),
  );
});

test("any text is taken apart without loss and without failing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const line = parseSetCookie(text, "chromium");
      for (const { raw, start, end } of [line.pair, ...line.attributes]) expect(line.raw.slice(start, end)).toBe(raw);
    }),
  );
});

test("agrees with set-cookie-parser where both speak", () => {
  const piece = fc.constantFrom(
    "Path=/x",
    "Domain=shop.example",
    "Secure",
    "HttpOnly",
    "Max-Age=5",
    "Expires=Mon, 23 Nov 2026 11:56:00 GMT",
    "Partitioned",
    " odd = one ",
  );
  fc.assert(
    fc.property(token, token, fc.array(piece, { maxLength: 6 }), (name, value, pieces) => {
      const text = [`${name}=${value}`, ...pieces].join("; ");
      const [theirs] = oracle([text], { decodeValues: false, silent: true });
      if (theirs === undefined) return; // It drops names such as "valueOf".
      const ours = ask(text);
      expect(ours).toMatchObject({ name: theirs.name, value: theirs.value });
      expect(ours.secure).toBe(theirs.secure ?? false);
      expect(ours.httpOnly).toBe(theirs.httpOnly ?? false);
      expect(ours.partitioned).toBe(theirs.partitioned ?? false);
      const theirEnd = theirs.maxAge === undefined ? theirs.expires?.getTime() : at + theirs.maxAge * 1000;
      expect(ours.expiresAt).toBe(theirEnd ?? null);
    }),
  );
});

test.each([
  [[{ set: "secure", to: true }], "a=b; Path=/; SameSite=None; Path=/x; [Secure]"],
  [[{ set: "samesite", to: "Lax" }], "a=b; Path=/; [SameSite=Lax]; Path=/x"],
  [[{ set: "path", to: "/" }], "a=b; [Path=/]; SameSite=None"],
  [[{ drop: "path" }], "a=b; SameSite=None"],
  [[{ name: "c" }], "[c=b]; Path=/; SameSite=None; Path=/x"],
  [[{ value: "x" }, { drop: "samesite" }], "[a=x]; Path=/; Path=/x"],
] as const)("edits %j", (edits, expected) => {
  const stretches = edited(parseSetCookie("a=b; Path=/; SameSite=None;Path=/x", "chromium"), edits);
  expect(stretches.map(({ text, added }) => (added ? `[${text}]` : text)).join("")).toBe(expected);
  expect(textOf(stretches)).toBe(expected.replaceAll(/[[\]]/g, ""));
});
