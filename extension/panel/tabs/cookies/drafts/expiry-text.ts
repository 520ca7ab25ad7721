/** The expiry of a cookie as the user types it, and as the field shows it. Pure. */

import { isDay } from "../../../../cookies/calendar.ts";
import { parseCookieDate } from "../../../../cookies/cookie-date.ts";
import { lastMoment } from "../../../../cookies/formats/expiry.ts";

function calendarDay(iso: string): [year: number, month: number, day: number] {
  const [year, month, day] = iso.split("-").map(Number) as [number, number, number];
  return [year, month - 1, day];
}

/** Seconds. */
const units: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/**
 * Reads what the user typed as an expiry: a time from now (`5 min`, `2 h`, `30 d`; a number alone is seconds, as in
 * Max-Age) or a date, in local time unless it names a zone.
 * @returns milliseconds since the epoch; null: nothing was typed, the cookie ends with the browser; undefined:
 * unreadable.
 */
export function parseExpiry(typed: string, now: number): number | null | undefined {
  const text = typed.trim();
  if (text === "" || /^(session|browser close)$/i.test(text)) return null;
  const [, number, unit = "s"] = /^\+?(\d+(?:\.\d+)?)\s*([a-z]+)?$/i.exec(text) ?? [];
  if (number !== undefined) {
    const word = unit.toLowerCase().replace(/^(sec|second|minute|hour|hr|day|week|year)s?$/, (name) => name.charAt(0));
    const seconds = units[word];
    return seconds === undefined ? undefined : Math.min(Math.round(now + Number(number) * seconds * 1000), lastMoment);
  }
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(text);
  if (iso && !isDay(...calendarDay(iso[1]!))) return undefined;
  const at = iso ? Date.parse(`${iso[1]}T${iso[2] ?? "00:00"}${iso[3] ?? ""}`) : parseCookieDate(text, "chromium");
  return at === null || Number.isNaN(at) ? undefined : at;
}

/** A date as the field shows it: `2026-12-07 10:56:01`, local time. */
export function localDate(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
