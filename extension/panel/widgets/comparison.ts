/** Parses the comparisons of a filter: `>1k`, `<=20`, `<7d`. Pure. */

export type Fits = (value: number) => boolean;

const second = 1000;
const day = 86_400 * second;
const sizes: Readonly<Record<string, number>> = { "": 1, b: 1, k: 1000, kb: 1000, m: 1e6, mb: 1e6 };
const spans: Readonly<Record<string, number>> = {
  s: second,
  m: 60 * second,
  min: 60 * second,
  h: 3600 * second,
  d: day,
  w: 7 * day,
  y: 365 * day,
};

/** Whether the text is the beginning of a comparison. */
export const isBegun = (text: string): boolean => /^[<>]?=?$/.test(text);

/** Compares bytes, with `k` and `m` for thousands and millions. @returns null for any other text. */
export const comparedSize = (text: string): Fits | null => compared(text, sizes, (size) => size);

/** Compares a moment by its distance from now, `<7d`, or by its day, `>2026-12-31`. @returns null for any other text. */
export function comparedMoment(text: string, now: number): Fits | null {
  const [, sign = "", date = ""] = /^([<>]=?)(\d{4}-\d\d-\d\d)$/.exec(text) ?? [];
  const at = Date.parse(date);
  // Every moment of the day equals the day.
  if (!Number.isNaN(at)) return (moment) => compare(Math.floor(moment / day) * day, sign, at);
  return compared(text, spans, (span) => now + span);
}

function compared(text: string, units: Readonly<Record<string, number>>, goalOf: (value: number) => number) {
  const [, sign = "", number = "", unit = ""] = /^([<>]=?)(\d+(?:\.\d+)?)([a-z]*)$/.exec(text) ?? [];
  if (sign === "" || !Object.hasOwn(units, unit)) return null;
  const goal = goalOf(Number(number) * units[unit]!);
  return (value: number) => compare(value, sign, goal);
}

function compare(value: number, sign: string, goal: number): boolean {
  if (value === goal) return sign.endsWith("=");
  return sign.startsWith("<") ? value < goal : value > goal;
}
