import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Cookie } from "./cookie.ts";
import { contextRules } from "./refusal/context-rules.ts";
import type { Reason } from "./refusal/reasons.ts";
import { likelyRefusal, refusalOfLine } from "./refusal.ts";
import { askedBy } from "./set-cookie/asked-cookie.ts";
import { textOf } from "./set-cookie/edit-attributes.ts";
import { parseSetCookie } from "./set-cookie/parse-line.ts";
import { loadSites } from "./site.ts";

beforeAll(loadSites);

/** What Chromium 156 did with each line: the reasons it reported, and whether the cookie was there afterwards. */
interface Observed {
  readonly from: string;
  readonly page?: string;
  readonly before?: readonly (readonly [url: string, line: string])[];
  readonly line: string;
  readonly reasons: readonly string[];
  readonly stored: boolean;
}
const observed: readonly Observed[] = JSON.parse(
  readFileSync(new URL("./fixtures/chromium-156.json", import.meta.url), "utf8"),
);

/** A browser accepts a deletion and holds no cookie afterwards. */
const deletes = (line: string, url: URL) => {
  const asked = askedBy(parseSetCookie(line, "chromium"), url, 0);
  return asked.expiresAt !== null && asked.expiresAt <= 0;
};

const likely = ({ from, page, before = [], line }: Observed): Reason | null => {
  const url = new URL(from);
  const jar = before.map(([set, text]): Cookie => {
    const { partitioned, shortened, ...cookie } = askedBy(parseSetCookie(text, "chromium"), new URL(set), 0);
    return { ...cookie, partition: null };
  });
  const parsed = parseSetCookie(line, "chromium");
  const byLine = refusalOfLine(parsed, url);
  if (byLine) return byLine.reason;
  const found = contextRules(parsed, { url, page: new URL(page ?? from), jar });
  // The recorded browser allowed third-party cookies, so it did not apply this rule.
  return found === null || found.reason === "UserPreferences" ? null : found.reason;
};

describe("the rules find the reason that Chromium reports for", () => {
  for (const one of observed) {
    const title = `${one.page ? `${one.page} > ` : ""}${one.from} ${one.before?.[0]?.[1] ?? ""} ${one.line}`;
    test(title.slice(0, 120), () => {
      const ours = likely(one);
      const theirs = one.reasons[0];
      if (theirs === undefined && (one.stored || deletes(one.line, new URL(one.from)))) expect(ours).toBeNull();
      // Chromium drops these cookies without a reason for DevTools.
      else if (theirs === undefined) expect(["UnknownError", "SyntaxError", "SecureOnly"]).toContain(ours);
      // For every request from another site Chromium reports the reasons that are meant for another scheme.
      else expect(ours?.replace("Schemeful", "")).toBe(theirs.replace("Schemeful", ""));
    });
  }
});

const fixesOf = (line: string, from: string) =>
  refusalOfLine(parseSetCookie(line, "chromium"), new URL(from))?.fixes.map((fix) => [
    fix.when[0],
    fix.line.map(({ text, added }) => (added ? `[${text}]` : text)).join(""),
  ]);

test.each([
  [
    "promo=SPRING25; Path=/; Max-Age=604800; SameSite=None",
    "http://localhost:3000/",
    [
      ["fixEmbedded", "promo=SPRING25; Path=/; Max-Age=604800; SameSite=None; [Secure]"],
      ["fixOwnSite", "promo=SPRING25; Path=/; Max-Age=604800; [SameSite=Lax]"],
    ],
  ],
  ["a=b; SameSite=None", "http://shop.test/", [["fixOwnSite", "a=b; [SameSite=Lax]"]]],
  [
    "__Host-sid=1; Domain=shop.test; Secure; Path=/x",
    "https://shop.test/",
    [
      ["fixKeepPrefix", "__Host-sid=1; Secure; [Path=/]"],
      ["fixDropPrefix", "[sid=1]; Domain=shop.test; Secure; Path=/x"],
    ],
  ],
  ["__Secure-sid=1; Secure", "http://shop.test/", [["fixDropPrefix", "[sid=1]"]]],
  ["a=b; Domain=other.test; Secure", "http://shop.test/", [["fixHostOnly", "a=b"]]],
  ["a=b\u0001c", "https://shop.test/", [["fixEncoded", "[a=b%01c]"]]],
  [`a=${"x".repeat(5000)}`, "https://shop.test/", []],
])("the corrected lines for %.60s on %s", (line, from, fixes) => {
  expect(fixesOf(line, from)).toEqual(fixes);
});

test("a refusal names the part of the line that breaks the rule", () => {
  const parsed = parseSetCookie("promo=1; SameSite=None; Path=/", "chromium");
  const refusal = refusalOfLine(parsed, new URL("https://shop.test/"))!;
  expect(refusal).toMatchObject({ field: "secure", sentence: ["refusalNoneInsecure"] });
  expect(refusal.faulty.map(({ start, end }) => parsed.raw.slice(start, end))).toEqual(["SameSite=None"]);
});

const situation = (from: string, page: string, jar: readonly Cookie[] = []) => ({
  url: new URL(from),
  page: new URL(page),
  jar,
});

test.each([
  ["a=b", "https://pay.test/", "https://shop.test/", "SameSiteUnspecifiedTreatedAsLax", "fixEmbedded"],
  ["a=b; SameSite=Strict", "https://shop.test/", "http://shop.test/", "SchemefulSameSiteStrict", "fixEmbedded"],
  ["a=b; SameSite=None; Secure", "https://pay.test/", "https://shop.test/", "UserPreferences", "fixPerSite"],
  ["a=b; SameSite=None; Secure; Partitioned", "https://pay.test/", "https://shop.test/", "UnknownError", undefined],
  ["a=b", "https://shop.test/", "https://www.shop.test/", "UnknownError", undefined],
])("why Chromium does not hold %s from %s on %s", (line, from, page, reason, fix) => {
  const refusal = likelyRefusal(parseSetCookie(line, "chromium"), situation(from, page));
  expect([refusal.reason, refusal.fixes[0]?.when[0]]).toEqual([reason, fix]);
});

test.each([
  ["a=b; SameSite=Lax", "https://pay.test/", "https://shop.test/", "SameSiteLax", "fixEmbedded"],
  ["a=b", "https://pay.test/", "https://shop.test/", "UnknownError", undefined],
  ["a=b; SameSite=Strict", "https://shop.test/", "http://shop.test/", "UnknownError", undefined],
  ["=b", "https://shop.test/", "https://shop.test/", "SyntaxError", undefined],
  ["a=b; Path=/x\ty", "https://shop.test/", "https://shop.test/", "DisallowedCharacter", "fixEncoded"],
  ["a=b\u0001", "https://shop.test/", "https://shop.test/", "DisallowedCharacter", "fixEncoded"],
  ["__Host-a=b; Secure", "https://shop.test/x/y", "https://shop.test/", "InvalidPrefix", "fixKeepPrefix"],
  // A host that has none below it: Firefox passes over its Domain, and the prefix keeps its promise.
  ["__Host-a=b; Secure; Path=/; Domain=localhost", "http://localhost/", "http://localhost/", "UnknownError", undefined],
  [
    "__Host-a=b; Secure; Path=/; Domain=shop.test",
    "https://shop.test/",
    "https://shop.test/",
    "InvalidPrefix",
    "fixKeepPrefix",
  ],
])("why Firefox does not hold %j from %s on %s", (line, from, page, reason, fix) => {
  const refusal = likelyRefusal(parseSetCookie(line, "firefox"), situation(from, page));
  expect([refusal.reason, refusal.fixes[0]?.when[0]]).toEqual([reason, fix]);
});

test("a browser would store every corrected line from the same address", () => {
  const attribute = fc.constantFrom(
    "Secure",
    "HttpOnly",
    "Partitioned",
    "SameSite=None",
    "SameSite=Strict",
    "Domain=shop.test",
    "Domain=test",
    "Domain=.",
    "Path=/",
    "Path=/x",
    "Path=\u0001",
    "Max-Age=5",
  );
  const name = fc.constantFrom("a", "__Host-a", "__secure-a", "__Http-a", "__Host-Http-", "");
  const from = fc.constantFrom(
    "http://shop.test/x",
    "https://www.shop.test/",
    "http://localhost:3000/",
    "http://[::1]/",
  );
  let offered = 0;
  fc.assert(
    fc.property(name, fc.array(attribute, { maxLength: 6 }), from, from, (pair, attributes, url, page) => {
      const line = parseSetCookie([`${pair}=b`, ...attributes].join("; "), "chromium");
      const at = situation(url, page);
      for (const fix of refusalOfLine(line, at.url)?.fixes ?? []) {
        offered += 1;
        expect(refusalOfLine(parseSetCookie(textOf(fix.line), "chromium"), at.url)).toBeNull();
      }
      for (const fix of likelyRefusal(line, at).fixes) {
        expect(likelyRefusal(parseSetCookie(textOf(fix.line), "chromium"), at).reason).toBe("UnknownError");
      }
    }),
    { numRuns: 1000 },
  );
  expect(offered).toBeGreaterThan(100);
});
