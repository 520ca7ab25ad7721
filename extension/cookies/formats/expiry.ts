/** Reads expiries as other tools write them: a number in one of four units, or a date. */

import { isDay, monthOf } from "../calendar.ts";
import { longestLife, type Message } from "../cookie.ts";
import { parseCookieDate } from "../cookie-date.ts";

export interface Expiry {
  /** Milliseconds since the epoch; null: the cookie ends with the browser. */
  readonly at: number | null;
  readonly notes: readonly Message[];
  /** Why the cookie cannot be imported. */
  readonly problem: Message | null;
}

const session: Expiry = { at: null, notes: [], problem: null };

/** The end of the year 9999, the latest moment that tools write. Milliseconds since the epoch. */
export const lastMoment = 253_402_300_799_999;
/** Microseconds from 1601, when Chromium's clock starts, to 1970. */
const from1601 = 11_644_473_600_000_000;

/** A number is read in the first unit whose `upTo` it does not exceed. */
const units: readonly { readonly upTo: number; readonly at: (n: number) => number; readonly note: Message | null }[] = [
  { upTo: 253_402_300_799, at: (n) => n * 1000, note: null },
  { upTo: lastMoment, at: (n) => n, note: ["importExpiryMilliseconds"] },
  { upTo: from1601 - 1, at: (n) => n / 1000, note: ["importExpiryMicroseconds"] },
  { upTo: lastMoment * 1000 + from1601, at: (n) => (n - from1601) / 1000, note: ["importExpiry1601"] },
  { upTo: Number.POSITIVE_INFINITY, at: () => lastMoment, note: null },
];

/** @param given a number, its digits or a date. With -1, 0, "Session" or nothing the cookie ends with the browser. */
export function readExpiry(given: unknown, now: number): Expiry {
  const text = String(given ?? "").trim();
  if (text === "" || /^session$/i.test(text)) return session;
  if (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return ofNumber(Number(text), now);
  if (namesNoDay(text)) return { ...session, problem: ["importNoSuchDate", text] };
  const at = parseCookieDate(text, "chromium") ?? Date.parse(text);
  return Number.isNaN(at) ? { ...session, notes: [["importExpiryUnread"]] } : within(at, [], now);
}

function ofNumber(n: number, now: number): Expiry {
  if (n <= 0) return session;
  const unit = units.find(({ upTo }) => n <= upTo)!;
  return within(Math.round(unit.at(n)), unit.note ? [unit.note] : [], now);
}

/** Browsers shorten a life of more than 400 days. */
function within(at: number, notes: readonly Message[], now: number): Expiry {
  const last = now + longestLife;
  return at > last
    ? { at: last, notes: [...notes, ["importExpiryShortened"]], problem: null }
    : { at, notes, problem: null };
}

/** Is it a date that does not exist? `Date.parse` reads 31 April as 1 May. */
function namesNoDay(text: string): boolean {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/.exec(text);
  if (iso) return !isDay(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/.exec(text);
  if (american) return !isDay(Number(american[3]), Number(american[1]) - 1, Number(american[2]));
  const dayFirst = /\b(\d{1,2})[ -]([a-z]{3})[a-z]*[ ,-]+(\d{4})\b/i.exec(text);
  if (dayFirst) return !isDay(Number(dayFirst[3]), monthOf(dayFirst[2]!), Number(dayFirst[1]));
  const monthFirst = /\b([a-z]{3})[a-z]* +(\d{1,2})\b.*?\b(\d{4})\b/i.exec(text);
  return monthFirst !== null && !isDay(Number(monthFirst[3]), monthOf(monthFirst[1]!), Number(monthFirst[2]));
}
