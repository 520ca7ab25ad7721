import { expect, test } from "vitest";
import { localDate, parseExpiry } from "./expiry-text.ts";

const now = Date.UTC(2026, 10, 23, 10, 56, 1);
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
])("%j as an expiry", (typed, at) => expect(parseExpiry(typed, now)).toBe(at));

test("a date is read as it is shown", () => {
  expect(parseExpiry(localDate(now), 0)).toBe(now);
});
