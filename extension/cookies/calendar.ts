/** Days and months as the dates of cookies name them. */

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

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
