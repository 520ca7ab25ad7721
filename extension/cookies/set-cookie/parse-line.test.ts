import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSetCookie, setCookieLines } from "./parse-line.ts";

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
])("the name and the value of %j", (line, name, value) => {
  const parsed = parseSetCookie(line, "chromium");
  expect([parsed.name, parsed.value]).toEqual([name, value]);
});

test("every attribute keeps its text and its place, and says why it does not count", () => {
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

test("DevTools joins several lines of a response with line breaks", () => {
  const headers = [
    ["Set-Cookie", "a=1; Path=/\nb=2"],
    ["Content-Type", "text/html"],
    ["set-cookie", "c=3"],
  ] as const;
  expect(setCookieLines(headers)).toEqual(["a=1; Path=/", "b=2", "c=3"]);
});

test("any text is parsed without an error, and no part loses its place", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const line = parseSetCookie(text, "chromium");
      for (const { raw, start, end } of [line.pair, ...line.attributes]) expect(line.raw.slice(start, end)).toBe(raw);
    }),
  );
});
