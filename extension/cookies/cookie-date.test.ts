import fc from "fast-check";
import { parseDate } from "tough-cookie";
import { expect, test } from "vitest";
import { formatCookieDate, parseCookieDate } from "./cookie-date.ts";

test.each([
  ["Wed, 09 Jun 2021 10:18:14 GMT", Date.UTC(2021, 5, 9, 10, 18, 14)],
  ["Wed, 09-Jun-21 10:18:14 GMT", Date.UTC(2021, 5, 9, 10, 18, 14)],
  ["Wed Jun  9 10:18:14 2021", Date.UTC(2021, 5, 9, 10, 18, 14)],
  ["9 june 99 1:2:3", Date.UTC(1999, 5, 9, 1, 2, 3)],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["29 Feb 2024 00:00:00", Date.UTC(2024, 1, 29)],
  ["29 Feb 2023 00:00:00", null],
  ["31 Apr 2023 00:00:00", null],
  ["1 Jan 1600 00:00:00", null],
  ["1 Jan 2030 24:00:00", null],
  ["1 Jan 2030 10:18", null],
  ["2030-01-01T10:18:00Z", null],
  ["tomorrow", null],
  ["", null],
])("%s", (text, at) => expect(parseCookieDate(text)).toBe(at));

test("what is formatted is read back, to the second", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("1970-01-01"), max: new Date("2400-01-01"), noInvalidDate: true }), (date) => {
      expect(parseCookieDate(formatCookieDate(date.getTime()))).toBe(Math.floor(date.getTime() / 1000) * 1000);
    }),
  );
});

test("agrees with tough-cookie on dates made of the right and the wrong pieces", () => {
  const piece = fc.oneof(
    fc.constantFrom("Jan", "feb", "MARCH", "dec", "Wed,", "GMT", "10:18:14", "1:2:3", "23:59:60", "x1", "-"),
    fc.integer({ min: 0, max: 2100 }).map(String),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 3, maxLength: 6 }), fc.constantFrom(" ", "-", ", "), (pieces, between) => {
      const text = pieces.join(between);
      expect(parseCookieDate(text), text).toBe(parseDate(text)?.getTime() ?? null);
    }),
    { numRuns: 2000 },
  );
});
