/** The dates of `Expires`, read as browsers read them (RFC 6265bis section 5.1.1), not as `Date` does. */

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const delimiters = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;

/** Milliseconds since the epoch, or null where a browser ignores the attribute. */
export function parseCookieDate(text: string): number | null {
  let time: RegExpExecArray | null = null;
  let day: RegExpExecArray | null = null;
  let month = -1;
  let year: RegExpExecArray | null = null;
  // Each token counts as the first of these that it can be and that is not found yet.
  for (const token of text.split(delimiters)) {
    if (time === null) {
      time = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/.exec(token);
      if (time) continue;
    }
    if (day === null) {
      day = /^(\d{1,2})(?:\D|$)/.exec(token);
      if (day) continue;
    }
    if (month === -1) {
      month = monthOf(token);
      if (month !== -1) continue;
    }
    year ??= /^(\d{2,4})(?:\D|$)/.exec(token);
  }
  if (time === null || day === null || month === -1 || year === null) return null;
  const [hour, minute, second] = [Number(time[1]), Number(time[2]), Number(time[3])];
  const given = Number(year[1]);
  const fullYear = given >= 70 && given <= 99 ? given + 1900 : given <= 69 ? given + 2000 : given;
  if (fullYear < 1601 || hour > 23 || minute > 59 || second > 59) return null;
  return isDay(fullYear, month, Number(day[1]))
    ? Date.UTC(fullYear, month, Number(day[1]), hour, minute, second)
    : null;
}

/** From 0, by the first three letters; -1: it is none. */
export const monthOf = (word: string): number => months.indexOf(word.slice(0, 3).toLowerCase());

/** Does the calendar have this day? `Date` rolls 31 February over. `month` counts from 0. */
export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}

/** As servers write it: "Wed, 25 Nov 2026 10:52:40 GMT". Whole seconds; the rest is cut. */
export const formatCookieDate = (at: number): string => new Date(at).toUTCString();
