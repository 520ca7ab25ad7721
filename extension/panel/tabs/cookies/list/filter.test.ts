import { expect, test } from "vitest";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { exampleCookie } from "../../../../cookies/fixtures/example-cookie.ts";
import { parseSetCookie } from "../../../../cookies/set-cookie/parse-line.ts";
import { type CookieRow, cookieRows } from "../known/cookie-rows.ts";
import { linesOf } from "../known/seen-lines.ts";
import { fits, hitsOf, parseTerms, unreadable } from "./filter.ts";
import { sortRows } from "./sort-rows.ts";

const page = new URL("http://localhost:3000/");
const cookie = (name: string, fields: Partial<Cookie> = {}): Cookie =>
  exampleCookie({ name, value: "v", expiresAt: 5, ...fields });
const session = cookie("sessionid", { httpOnly: true, value: "k3v9" });
const cookies = [
  cookie("theme", { value: "dark mode", expiresAt: null, sameSite: "unspecified" }),
  session,
  cookie("_ga", { domain: "metrics.test", secure: true, sameSite: "none" }),
  cookie("__Host-pay", {
    domain: "pay.test",
    secure: true,
    partition: { topLevelSite: "http://localhost", crossSiteAncestor: true },
  }),
  cookie("item10", { value: "xxxxxxxxxx" }),
  cookie("item9", { path: "/cart" }),
];
const [seen] = linesOf(
  {
    url: page.href,
    method: "GET",
    status: 200,
    at: 0,
    headers: [["set-cookie", "promo=X; SameSite=None"]],
    whole: true,
  },
  page,
  "chromium",
);
const refusal = {
  reason: "SameSiteNoneInsecure",
  sentence: ["x"],
  field: "secure",
  faulty: [],
  fixes: [],
  rule: "storage-model",
} as const;
const rows = cookieRows({
  page,
  cookies,
  session: [session],
  sessionName: session.name,
  lines: [],
  refused: [{ seen: { ...seen!, line: parseSetCookie("promo=X", "chromium") }, refusal, times: 1, checked: true }],
  isToken: () => false,
});
const names = (list: readonly CookieRow[]) => list.map((row) => row.cookie.name);
const found = (typed: string) => names(rows.filter((row) => fits(row, parseTerms(typed), 0))).join(" ");

test.each([
  ["", "theme sessionid _ga __Host-pay item10 item9 promo"],
  ["THEME", "theme"],
  ["dark", "theme"],
  ['"dark mode"', "theme"],
  ["metrics", "_ga"],
  ["item -cart", "item10 item9"],
  ["item -path:cart", "item10"],
  ["domain:pay", "__Host-pay"],
  ["is:session", "sessionid"],
  ["is:refused", "promo"],
  ["is:third", "_ga __Host-pay"],
  ["is:temporary", "theme promo"],
  ["is:weak", "theme sessionid _ga"],
  ["secure:no", "theme sessionid item10 item9 promo"],
  ["-secure:no", "_ga __Host-pay"],
  ["httponly:yes", "sessionid"],
  ["partitioned:yes", "__Host-pay"],
  ["samesite:unset", "theme"],
  ["size:>11", "theme sessionid item10"],
  ["-size:>=6", "_ga"],
  ["expires:session", "theme promo"],
  ["expires:<1s", "sessionid _ga __Host-pay item10 item9"],
  ["expires:>1s", ""],
  ["expires:<1970-01-02 item", "item10 item9"],
  ["expires:<", "theme sessionid _ga __Host-pay item10 item9 promo"],
  ["secure:yes domain:metrics", "_ga"],
  ["secure:", "theme sessionid _ga __Host-pay item10 item9 promo"],
  ["nokey:value", ""],
])("%j finds %s", (typed, expected) => expect(found(typed)).toBe(expected));

test.each([
  ["foo:bar", { word: "foo", compares: false }],
  ["item -foo:bar", { word: "foo", compares: false }],
  ["constructor:x", { word: "constructor", compares: false }],
  ["expires:soon", { word: "expires", compares: true }],
  ["size:12", { word: "size", compares: true }],
  ["size:>12 expires:<7d domain:a:b", null],
  ["expires:never size:>", null],
  ["http://a", { word: "http", compares: false }],
])("the unreadable word of %j", (typed, expected) => expect(unreadable(typed)).toEqual(expected));

test("the typed texts are marked in the columns that they are about", () => {
  const terms = parseTerms("item name:x -value:y domain:pay");
  expect(hitsOf(terms, "name")).toEqual(["item", "x"]);
  expect(hitsOf(terms, "value")).toEqual(["item"]);
  expect(hitsOf(terms, "domain")).toEqual(["item", "pay"]);
});

test.each([
  ["name", false, "sessionid __Host-pay _ga item9 item10 promo theme"],
  ["name", true, "sessionid theme promo item10 item9 _ga __Host-pay"],
  ["size", true, "sessionid item10 theme __Host-pay item9 promo _ga"],
  ["secure", false, "sessionid __Host-pay _ga item9 item10 promo theme"],
  ["expires", false, "sessionid theme __Host-pay _ga item9 item10 promo"],
  ["sameSite", false, "sessionid __Host-pay item9 item10 theme _ga promo"],
])("rows are sorted by %s (descending: %s) after the session cookie", (by, descending, expected) => {
  expect(names(sortRows(rows, { by, descending })).join(" ")).toBe(expected);
});
