import fc from "fast-check";
import { parseSetCookie as oracle } from "set-cookie-parser";
import { beforeAll, expect, test } from "vitest";
import { loadSites } from "../site.ts";
import { askedBy } from "./asked-cookie.ts";
import { parseSetCookie } from "./parse-line.ts";

beforeAll(loadSites);

const url = new URL("https://www.shop.example/account/login");
const at = Date.UTC(2026, 10, 23, 10, 56);
const ask = (line: string, from: URL = url) => askedBy(parseSetCookie(line, "chromium"), from, at);

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
])("the cookie that %j asks for", (line, expected) => {
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
])("on %s the cookie of %j belongs to the host alone: %s", (from, line, hostOnly) => {
  expect(ask(line, new URL(from)).hostOnly).toBe(hostOnly);
});

test("Expires counts from the Date of the response, Max-Age from its arrival", () => {
  const [url, ahead] = [new URL("https://shop.example/"), at + 86_400_000];
  const at0 = (text: string) => askedBy(parseSetCookie(text, "chromium"), url, at, ahead).expiresAt;
  expect(at0("a=b; Expires=Tue, 24 Nov 2026 11:56:00 GMT")).toBe(at + 3_600_000);
  expect(at0("a=b; Max-Age=60")).toBe(at + 60_000);
});

const token = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
test("set-cookie-parser reads the same attributes", () => {
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
      if (theirs === undefined) return; // It ignores names such as "valueOf".
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
