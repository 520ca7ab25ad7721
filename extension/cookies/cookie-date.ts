/** Reads the date of an `Expires` attribute as browsers do, which differs from `Date.parse`. */

import { fullYear, isDay, monthOf, utc } from "./calendar.ts";
import type { Rules } from "./cookie.ts";
import { parseNsprDate } from "./nspr-date.ts";

const delimiters = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;

/** Milliseconds since the epoch, or null where a browser ignores the attribute. */
export const parseCookieDate = (text: string, rules: Rules): number | null =>
  rules === "firefox" ? parseNsprDate(text) : parseDate(text);

/**
 * RFC 6265bis section 5.1.1, as Chromium implements it. Each token is the first missing part of a date that it can be.
 */
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

/** A date as servers write it: "Wed, 25 Nov 2026 10:52:40 GMT". Milliseconds are cut. */
export const formatCookieDate = (at: number): string => new Date(at).toUTCString();
