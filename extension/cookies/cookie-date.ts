/** The dates of `Expires`, read as browsers read them, not as `Date` does. */

import type { Rules } from "./cookie.ts";
import { parseNsprDate } from "./nspr-date.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const delimiters = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;

/** Milliseconds since the epoch, or null where a browser ignores the attribute. */
export const parseCookieDate = (text: string, rules: Rules): number | null =>
  rules === "firefox" ? parseNsprDate(text) : parseDate(text);

/** RFC 6265bis section 5.1.1, as Chromium has it. Each token counts as the first that it can be and that is not found. */
function parseDate(text: string): number | null {
  let time: RegExpExecArray | null = null;
  let day: number | null = null;
  let month = -1;
  let year: number | null = null;
  for (const token of text.split(delimiters)) {
    if (!/^\d/.test(token)) {
      if (month === -1) month = monthOf(token);
    } else if (token.includes(":")) {
      time ??= /^(\d{1,2}):(\d{1,2}):(\d{1,2})/.exec(token);
    } else if (day === null && token.length <= 2) {
      day = Number.parseInt(token, 10);
    } else if (token.length <= 5) {
      year ??= Number.parseInt(token, 10);
    }
  }
  if (time === null || day === null || month === -1 || year === null) return null;
  const [hour, minute, second] = [Number(time[1]), Number(time[2]), Number(time[3])];
  const full = fullYear(year);
  if (hour > 23 || minute > 59 || second > 59 || !isDay(full, month, day)) return null;
  return utc(full, month, day, hour * 3600 + minute * 60 + second);
}

/** "26" is 2026, "99" is 1999. */
export const fullYear = (year: number): number => (year < 70 ? year + 2000 : year < 100 ? year + 1900 : year);

/** From 0, by the first three letters; -1: it is none. */
export const monthOf = (word: string): number => months.indexOf(word.slice(0, 3).toLowerCase());

/** Does the calendar have this day? `Date` rolls 31 February over. `month` counts from 0. */
export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(utc(year, month, day, 0));
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}

/** Milliseconds since the epoch; what is beyond its month or day rolls over. `Date.UTC` takes the year 26 for 1926. */
export const utc = (year: number, month: number, day: number, seconds: number): number =>
  new Date(0).setUTCFullYear(year, month, day) + seconds * 1000;

/** As servers write it: "Wed, 25 Nov 2026 10:52:40 GMT". Whole seconds; the rest is cut. */
export const formatCookieDate = (at: number): string => new Date(at).toUTCString();
