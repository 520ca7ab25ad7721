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
  ["1 Jan 1600 00:00:00", Date.UTC(1600, 0, 1)],
  ["1 Jan 2030 24:00:00", null],
  ["1 Jan 2030 10:18", null],
  ["2030-01-01T10:18:00Z", null],
  ["tomorrow", null],
  ["", null],
])("%s", (text, at) => expect(parseCookieDate(text, "chromium")).toBe(at));

test("a written date is read back, to the second", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("1970-01-01"), max: new Date("2400-01-01"), noInvalidDate: true }), (date) => {
      expect(parseCookieDate(formatCookieDate(date.getTime()), "chromium")).toBe(
        Math.floor(date.getTime() / 1000) * 1000,
      );
    }),
  );
});

test("tough-cookie reads the parts of a date in any order in the same way", () => {
  const pieces = fc.shuffledSubarray(["Jan", "9", "2027", "10:18:14", "GMT", "Wed", "x1"], { minLength: 3 });
  fc.assert(
    fc.property(pieces, fc.constantFrom(" ", "-", ", "), (parts, between) => {
      const text = parts.join(between);
      expect(parseCookieDate(text, "chromium"), text).toBe(parseDate(text)?.getTime() ?? null);
    }),
  );
});

test.each([
  ["Wed, 09 Jun 2021 10:18:14 GMT", Date.UTC(2021, 5, 9, 10, 18, 14)],
  ["Tue Dec 01 2026 12:00:00 GMT+0100 (CET)", Date.UTC(2026, 11, 1, 11)],
  ["Tue, 01 Dec 2026 12:00:00 +0900", Date.UTC(2026, 11, 1, 3)],
  ["Tue, 01 Dec 2026 12:00:00 PDT", Date.UTC(2026, 11, 1, 19)],
  ["6 May 1992 16:41-JST (Wednesday)", Date.UTC(1992, 4, 6, 7, 41)],
  ["22-AUG-1993 10:59pm", Date.UTC(1993, 7, 22, 22, 59)],
  ["22-AUG-1993 12:59am", Date.UTC(1993, 7, 22, 0, 59)],
  ["1/2/2027", Date.UTC(2027, 0, 2)],
  ["20/06/95 21:07", Date.UTC(1995, 5, 20, 21, 7)],
  ["95-06-08 19:32:48 EDT", Date.UTC(1995, 5, 8, 23, 32, 48)],
  ["13/13/2027", null],
  ["31 Apr 2027 24:00:00", Date.UTC(2027, 4, 2)],
  ["30 Feb 2027", Date.UTC(2027, 2, 2)],
  ["19/Apr\\2027", null],
  ["01-Jan-2027-00:00:00", null],
  ["2027-01-01", null],
  ["1 Jan 40000", null],
  ["tomorrow", null],
  ["", null],
])("Firefox reads %s", (text, at) => expect(parseCookieDate(text, "firefox")).toBe(at));

test("any text is read or rejected quickly, without an error", () => {
  const any = fc.oneof(fc.string({ unit: "binary-ascii" }), fc.stringMatching(/^[-+\d:/ aegmnt]{0,60}$/));
  fc.assert(
    fc.property(any, fc.constantFrom("chromium", "firefox"), (text, rules) => {
      const at = parseCookieDate(text, rules);
      expect(at === null || Number.isSafeInteger(at)).toBe(true);
    }),
  );
});
