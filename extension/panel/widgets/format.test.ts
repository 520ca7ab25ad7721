import { expect, test } from "vitest";
import { age, bytes, count, duration, formatIn, fullMoment, iso, milliseconds, moment } from "./format.ts";

const [s, min, h, d] = [1000, 60_000, 3_600_000, 86_400_000];

test.each([
  [0, "0 B"],
  [604, "604 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [1900, "1.9 kB"],
  [64_000, "64 kB"],
  [999_499, "999 kB"],
  [999_500, "1 MB"],
  [1_500_000, "1.5 MB"],
])("%i bytes are %s", (count, text) => expect(bytes(count)).toBe(text));

test.each([
  [-5, "0 s"],
  [2 * s, "2 s"],
  [12 * min + 4 * s, "12 min 04 s"],
  [5 * h + 12 * min, "5 h 12 min"],
  [13 * d + 23 * h + 59 * min, "13 d 23 h 59 min"],
  [60 * s, "1 min 00 s"],
])("%i ms last %s", (span, text) => expect(duration(span)).toBe(text));

test.each([
  [0, "0 ms"],
  [0.42, "0.4 ms"],
  [2, "2 ms"],
  [703.4, "703 ms"],
])("%d ms took %s", (span, text) => expect(milliseconds(span)).toBe(text));

test.each([
  [59 * s, "59 s"],
  [3 * min + 59 * s, "3 min"],
  [102 * min, "1 h 42 min"],
  [5 * d + h, "5 d"],
])("%i ms ago is %s", (span, text) => expect(age(span)).toBe(text));

test("formats a moment of today by its time, of this year by its day, of another year in full", () => {
  const now = new Date(2026, 10, 23, 12).getTime();
  expect(moment(new Date(2026, 10, 23, 10, 56, 1).getTime(), now)).toBe("10:56:01");
  expect(moment(new Date(2026, 10, 22, 23, 51).getTime(), now)).toBe("22 Nov, 23:51");
  expect(moment(new Date(2025, 10, 22, 23, 51, 2).getTime(), now)).toBe("22 Nov 2025, 23:51:02");
  expect(fullMoment(new Date(2026, 11, 7, 10, 56, 1).getTime())).toBe("7 Dec 2026, 10:56:01");
  expect(iso(8.64e15 + 1)).toBe("");
});

test("formats a time beyond the range of dates as the first or last date", () => {
  expect(fullMoment(8.64e15 + 1e9)).toBe(fullMoment(8.64e15));
  expect(moment(-2e16, 2e16)).toBe(moment(-8.64e15, 8.64e15));
});

test("numbers and times are written in the language of the messages", () => {
  formatIn("de");
  try {
    expect([bytes(1900), count(12_480)]).toEqual(["1,9 kB", "12.480"]);
    const at = new Date(2026, 10, 22, 23, 51, 7).getTime();
    expect(fullMoment(at)).toBe("22. Nov. 2026, 23:51:07");
  } finally {
    formatIn("en-GB");
  }
  expect([bytes(1900), count(12_480)]).toEqual(["1.9 kB", "12,480"]);
});
