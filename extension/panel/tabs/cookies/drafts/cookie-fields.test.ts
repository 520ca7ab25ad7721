import { expect, test } from "vitest";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { exampleCookie } from "../../../../cookies/fixtures/example-cookie.ts";
import { type CookieFields, cookieOf, fieldsOf, freshFields } from "./cookie-fields.ts";

const now = Date.UTC(2026, 10, 23, 10, 56, 1);
const page = new URL("https://shop.test/cart");
const context = { page, now, rules: "chromium" } as const;

const cookie: Cookie = exampleCookie({
  name: "__Host-a",
  value: " b",
  domain: "shop.test",
  secure: true,
  httpOnly: true,
  sameSite: "none",
  expiresAt: now + 123_456,
  partition: { topLevelSite: "https://shop.test", crossSiteAncestor: true },
});

test("fields that the user does not touch give the same cookie, to the millisecond", () => {
  const same = { ...cookie, value: "b" };
  expect(cookieOf(fieldsOf(same), same, context)).toEqual({ cookie: same, problem: null });
});

test.each<[string, Partial<CookieFields>, Partial<Cookie>]>([
  ["a new value", { value: "c" }, { value: "c" }],
  ["blanks around the name go", { name: " x " }, { name: "x" }],
  ["another end", { expires: "5 min" }, { expiresAt: now + 300_000 }],
  ["no end", { expires: "" }, { expiresAt: null }],
  ["a leading dot", { name: "a", domain: ".Shop.Test", subdomains: true }, { name: "a", hostOnly: false }],
  [
    "no subdomains of a single name",
    { name: "a", domain: "localhost", subdomains: true },
    { name: "a", domain: "localhost" },
  ],
  ["an IDN", { name: "a", domain: "Bücher.example" }, { name: "a", domain: "xn--bcher-kva.example" }],
  ["an address in hexadecimal", { name: "a", domain: "0x7f.1" }, { name: "a", domain: "127.0.0.1" }],
  ["an IPv6 address without brackets", { name: "a", domain: "0:0::1" }, { name: "a", domain: "[::1]" }],
  ["no partition", { partitioned: false }, { partition: null }],
  ["no path", { path: " " }, {}],
])("%s", (_, fields, expected) => {
  const from = { ...cookie, value: "b" };
  expect(cookieOf({ ...fieldsOf(from), ...fields }, from, context)).toEqual({
    cookie: { ...from, ...expected },
    problem: null,
  });
});

test.each<[string, Partial<CookieFields>, string, string]>([
  ["no name and no value", { name: "", value: "" }, "name", "refusalNoContent"],
  ["an equals sign in the name", { name: "a=b" }, "name", "refusalNameForm"],
  ["a blank at the value's start", { value: " b" }, "value", "refusalValueForm"],
  ["a prefix with subdomains", { subdomains: true }, "domain", "refusalPrefixDomain"],
  ["a prefix with a path", { path: "/x" }, "path", "refusalPrefixPath"],
  ["None without Secure", { name: "a", secure: false, partitioned: false }, "secure", "refusalNoneInsecure"],
  ["Partitioned without Secure", { name: "a", secure: false, sameSite: "lax" }, "partition", "refusalPartitioned"],
  ["no date", { expires: "soon" }, "expires", "cookieExpiryUnread"],
  ["the past", { expires: "2020-01-01" }, "expires", "cookieInThePast"],
  ["no host", { domain: "a b" }, "domain", "refusalDomainForm"],
  ["a port", { domain: "localhost:45471" }, "domain", "refusalDomainBare"],
  ["a slash", { domain: "localhost/" }, "domain", "refusalDomainBare"],
  ["a user", { domain: "user@localhost" }, "domain", "refusalDomainBare"],
  ["an address", { domain: "https://shop.test/cart" }, "domain", "refusalDomainBare"],
  ["an encoded letter", { domain: "sh%6Fp.test" }, "domain", "refusalDomainBare"],
])("the problem of %s", (_, fields, field, sentence) => {
  const from = { ...cookie, value: "b" };
  const { problem } = cookieOf({ ...fieldsOf(from), ...fields }, from, context);
  expect([problem?.field, problem?.sentence[0]]).toEqual([field, sentence]);
});

test("a new cookie belongs to the host of the page, and to the partition of its site if the user asks", () => {
  const fields = { ...freshFields(page), name: "a", value: "b" };
  expect(cookieOf(fields, null, context).cookie).toEqual({
    name: "a",
    value: "b",
    domain: "shop.test",
    hostOnly: true,
    path: "/",
    secure: true,
    httpOnly: false,
    sameSite: "lax",
    expiresAt: null,
    partition: null,
  });
  const { cookie: partitioned } = cookieOf({ ...fields, partitioned: true, domain: "pay.test" }, null, context);
  expect(partitioned.partition).toEqual({ topLevelSite: "https://shop.test", crossSiteAncestor: true });
});
