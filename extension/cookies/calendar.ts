/** The days and months in the dates of cookies. */

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** "26" is 2026, "99" is 1999. */
export const fullYear = (year: number): number => (year < 70 ? year + 2000 : year < 100 ? year + 1900 : year);

/** The number of a month, counted from 0, by its first three letters; -1: the word is not a month. */
export const monthOf = (word: string): number => months.indexOf(word.slice(0, 3).toLowerCase());

/** Does the calendar have this day? `Date` accepts 31 February. @param month counted from 0. */
export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(utc(year, month, day, 0));
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}

/** Milliseconds since the epoch. 31 February is 3 March. Unlike with `Date.UTC`, the year 26 is not 1926. */
export const utc = (year: number, month: number, day: number, seconds: number): number =>
  new Date(0).setUTCFullYear(year, month, day) + seconds * 1000;
