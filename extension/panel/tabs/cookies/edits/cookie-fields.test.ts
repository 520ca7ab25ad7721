import { expect, test } from "vitest";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { cookieOf, type Fields, fieldsOf, freshFields, localDate, parseExpiry } from "./cookie-fields.ts";

const now = Date.UTC(2026, 10, 23, 10, 56, 1);
const page = new URL("https://shop.test/cart");
const second = 1000;

test.each<[string, number | null | undefined]>([
  ["", null],
  ["Session", null],
  ["300", now + 300 * second],
  ["5 min", now + 300 * second],
  ["2h", now + 7200 * second],
  ["1.5 hours", now + 5400 * second],
  ["+30 d", now + 30 * 86_400 * second],
  ["1 year", now + 31_536_000 * second],
  ["9223372036854775807", 253_402_300_799_999],
  ["2026-12-07T10:56:01Z", Date.UTC(2026, 11, 7, 10, 56, 1)],
  ["2026-12-07 10:56+02:00", Date.UTC(2026, 11, 7, 8, 56)],
  ["2026-12-07", new Date(2026, 11, 7).getTime()],
  ["2026-12-07 10:56", new Date(2026, 11, 7, 10, 56).getTime()],
  ["Mon, 07 Dec 2026 10:56:01 GMT", Date.UTC(2026, 11, 7, 10, 56, 1)],
  ["2026-13-40", undefined],
  ["5 parsecs", undefined],
  ["soon", undefined],
  ["2027-02-30", undefined],
  ["2027-02-30 10:00 Z", undefined],
])("expires %j", (typed, at) => expect(parseExpiry(typed, now)).toBe(at));

test("a date shown is a date read", () => {
  expect(parseExpiry(localDate(now), 0)).toBe(now);
});

const cookie: Cookie = {
  name: "__Host-a",
  value: " b",
  domain: "shop.test",
  hostOnly: true,
  path: "/",
  secure: true,
  httpOnly: true,
  sameSite: "none",
  expiresAt: now + 123_456,
  partition: { topLevelSite: "https://shop.test", crossSiteAncestor: true },
};

test("what is not touched stays as it was, to the millisecond", () => {
  const same = { ...cookie, value: "b" };
  expect(cookieOf(fieldsOf(same), same, page, now, "chromium")).toEqual({ cookie: same, problem: null });
});

test.each<[string, Partial<Fields>, Partial<Cookie>]>([
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
  expect(cookieOf({ ...fieldsOf(from), ...fields }, from, page, now, "chromium")).toEqual({
    cookie: { ...from, ...expected },
    problem: null,
  });
});

test.each<[string, Partial<Fields>, string, string]>([
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
])("says what is wrong with %s", (_, fields, field, sentence) => {
  const from = { ...cookie, value: "b" };
  const { problem } = cookieOf({ ...fieldsOf(from), ...fields }, from, page, now, "chromium");
  expect([problem?.field, problem?.sentence[0]]).toEqual([field, sentence]);
});

test("a new cookie belongs to the page, and to its partition if asked", () => {
  const fields = { ...freshFields(page), name: "a", value: "b" };
  expect(cookieOf(fields, null, page, now, "chromium").cookie).toEqual({
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
  const { cookie: partitioned } = cookieOf(
    { ...fields, partitioned: true, domain: "pay.test" },
    null,
    page,
    now,
    "chromium",
  );
  expect(partitioned.partition).toEqual({ topLevelSite: "https://shop.test", crossSiteAncestor: true });
});
