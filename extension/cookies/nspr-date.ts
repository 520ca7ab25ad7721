/** Reads dates as Firefox does. Its library NSPR accepts time zones, 24:00, 30 February and 1/2/2027. */

import { fullYear, monthOf, utc } from "./calendar.ts";

/** Minutes before or after GMT. */
const zones: Readonly<Record<string, number>> = {
  pst: -480,
  pdt: -420,
  mst: -420,
  mdt: -360,
  cst: -360,
  cdt: -300,
  est: -300,
  edt: -240,
  ast: -240,
  nst: -210,
  gmt: 0,
  bst: 60,
  met: 60,
  eet: 120,
  jst: 540,
};

interface Found {
  month: number;
  day: number;
  year: number;
  /** Seconds since midnight. */
  seconds: number | null;
  zone: string | null;
  /** Minutes before or after GMT, from a number in the text. */
  offset: number | null;
}

/** Milliseconds since the epoch, or null. */
export function parseNsprDate(text: string): number | null {
  const found: Found = { month: -1, day: -1, year: -1, seconds: null, zone: null, offset: null };
  let at = 0;
  while (at < text.length) {
    at = readToken(text, at, found);
    at += /^[^ \t,;\-+/()[\]]*/.exec(text.slice(at))![0].length;
    at = skipBetween(text, at, found);
  }
  if (found.month === -1 || found.day === -1 || found.year === -1 || found.year > 32_767) return null;
  const minutes = found.offset ?? zones[found.zone ?? "gmt"]!;
  return utc(found.year, found.month, found.day, (found.seconds ?? 0) - minutes * 60);
}

/** A dash between the parts of a date is not a sign; a dash before digits may begin an offset. */
function skipBetween(text: string, from: number, { year }: Found): number {
  let at = from;
  for (;;) {
    at += /^[ \t,;/()[\]]*/.exec(text.slice(at))![0].length;
    const joins = year < 0 && /[a-z]/i.test(text.charAt(at - 1));
    if (text.charAt(at) !== "-" || (!joins && /\d/.test(text.charAt(at + 1)))) return at;
    at += 1;
  }
}

/** @returns where the next token begins: at the end of this one, or inside it. */
function readToken(text: string, at: number, found: Found): number {
  const rest = text.slice(at);
  if (/^[a-z]/i.test(rest)) readWord(rest, found);
  else if (/^[+-]/.test(rest)) return at + readOffset(rest, found);
  else if (/^\d/.test(rest)) return at + readNumber(rest, found);
  return at;
}

function readWord(rest: string, found: Found): void {
  const word = rest.slice(0, 3).toLowerCase();
  if (found.month === -1 && monthOf(word) !== -1 && word.length === 3) found.month = monthOf(word);
  else if (found.zone !== null) return;
  else if (Object.hasOwn(zones, word)) found.zone = word;
  else if (/^ut(?![a-z])/i.test(rest)) found.zone = "gmt";
}

/** "+0130", "-05" or "+1", after GMT or alone. */
function readOffset(rest: string, found: Found): number {
  if (found.offset !== null || (found.zone ?? "gmt") !== "gmt") return 1;
  const digits = /^\d*/.exec(rest.slice(1))![0];
  if (digits.length === 3 || digits.length > 4 || digits === "") return 1;
  const minutes = digits.length === 4 ? Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)) : Number(digits) * 60;
  found.offset = rest.startsWith("-") ? -minutes : minutes;
  found.zone = "gmt";
  return 1;
}

function readNumber(rest: string, found: Found): number {
  const digits = /^\d+/.exec(rest)![0];
  const after = rest.charAt(digits.length);
  if (after === ":") return readTime(rest, found);
  if (/^\d+[/-]\d/.test(rest)) return readNumericDate(rest, found);
  if (/[a-z]/i.test(after)) return 0;
  const number = Number(digits);
  if (digits.length === 5 || digits.length === 4) {
    if (found.year < 0) found.year = number;
  } else if (digits.length === 2 && found.day < 0 && number < 32) found.day = number;
  else if (digits.length === 2 && found.year < 0) found.year = fullYear(number);
  else if (digits.length === 1 && found.day < 0) found.day = number;
  return 0;
}

/** "9:05", "21:07:30", "3:54 PM". */
function readTime(rest: string, found: Found): number {
  if (found.seconds !== null) return 0;
  const time = /^(\d{1,2}):(\d{1,2})(?::?(\d{0,2}))(?!\d)/.exec(rest);
  if (time === null) return 0;
  const [all, hours, minutes, seconds] = time;
  const half = /^[ \t]*([ap])m/i.exec(rest.slice(all.length))?.[1]?.toLowerCase();
  let hour = Number(hours);
  if (hour < 12 && half === "p") hour += 12;
  else if (hour === 12 && half === "a") hour = 0;
  found.seconds = hour * 3600 + Number(minutes) * 60 + Number(seconds);
  return all.length;
}

/** Month, day, year. If the first number is more than 12: day, month, year. More than 31: year, month, day. */
function readNumericDate(rest: string, found: Found): number {
  const date = /^(\d{1,2})[/-](\d{1,2})[/-](\d{1,2}|\d{4,5})(?![\da-z])/i.exec(rest);
  if (found.month !== -1 || date === null) return 0;
  const [first, second, third] = [Number(date[1]), Number(date[2]), Number(date[3])];
  const yearFirst = first > 31 || first === 0;
  if (yearFirst ? second > 12 || third > 31 : first > 12 && second > 12) return yearFirst ? 0 : date[0].length;
  if (yearFirst) Object.assign(found, { year: fullYear(first), month: second - 1, day: third });
  else if (first > 12) Object.assign(found, { year: fullYear(third), month: second - 1, day: first });
  else Object.assign(found, { year: fullYear(third), month: first - 1, day: second });
  return date[0].length;
}
