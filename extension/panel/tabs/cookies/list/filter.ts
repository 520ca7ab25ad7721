/**
 * The filter of the cookie table: `text`, `domain:pay`, `secure:no`, `is:session`, `size:>1k`, `expires:<7d`, `-not`.
 * A row must fit every term. Pure.
 */

import { comparedMoment, comparedSize, isBegun } from "../../../widgets/comparison.ts";
import { type FilterTerm, filterTerms } from "../../../widgets/filter-terms.ts";
import type { CookieRow } from "../known/cookie-rows.ts";

export type Term = FilterTerm;

export const parseTerms = (typed: string): readonly Term[] =>
  // A comparison that the user is still typing is no condition yet.
  filterTerms(typed, isKey).filter(({ key, text }) => key === null || !(key in compared) || !isBegun(text));

/** The first word before a colon that is unknown, or that compares (`size:`) without anything to compare with. */
export function unreadable(typed: string): { readonly word: string; readonly compares: boolean } | null {
  for (const [, word = "", text = ""] of typed.toLowerCase().matchAll(/(?:^|\s)-?([a-z]+):(\S*)/g)) {
    if (!isKey(word)) return { word, compares: false };
    if (Object.hasOwn(compared, word) && !isBegun(text) && !compared[word]!(text, 0)) return { word, compares: true };
  }
  return null;
}

/** The texts to mark in a column. */
export const hitsOf = (terms: readonly Term[], column: "name" | "value" | "domain"): readonly string[] =>
  terms.filter(({ not, key }) => !not && (key === null || key === column)).map(({ text }) => text);

/** @param now the time from which `expires:<7d` counts, milliseconds since the epoch. */
export const fits = (row: CookieRow, terms: readonly Term[], now: number): boolean =>
  terms.every(({ not, key, text }) => (key === null ? anywhere(row, text) : tests[key]!(row, text, now)) !== not);

const anywhere = ({ cookie }: CookieRow, text: string): boolean =>
  [cookie.name, cookie.value, cookie.domain].some((part) => part.toLowerCase().includes(text));

type Test = (row: CookieRow, text: string, now: number) => boolean;
const has =
  (part: (row: CookieRow) => string): Test =>
  (row, text) =>
    part(row).toLowerCase().includes(text);
/** "yes", "no" and their beginnings. */
const flag =
  (on: (row: CookieRow) => boolean): Test =>
  (row, text) =>
    ("yes".startsWith(text) || "true".startsWith(text)) === on(row);

const kinds: Readonly<Record<string, (row: CookieRow) => boolean>> = {
  session: (row) => row.session,
  refused: (row) => row.refused !== null,
  weak: (row) => row.advice.length > 0,
  partitioned: ({ cookie }) => cookie.partition !== null,
  temporary: ({ cookie }) => cookie.expiresAt === null,
  "third-party": (row) => row.thirdParty,
};

/** The words that compare; null: not with this text. A cookie that ends with the browser has no expiry to compare. */
const compared: Readonly<Record<string, (text: string, now: number) => ((row: CookieRow) => boolean) | null>> = {
  size(text) {
    const size = comparedSize(text);
    return size && ((row) => size(row.size));
  },
  expires(text, now) {
    if (text === "session" || text === "never") return ({ cookie }) => cookie.expiresAt === null;
    const end = comparedMoment(text, now);
    return end && (({ cookie }) => cookie.expiresAt !== null && end(cookie.expiresAt));
  },
};
const comparing =
  (word: keyof typeof compared): Test =>
  (row, text, now) =>
    compared[word]!(text, now)?.(row) ?? false;

const tests: Readonly<Record<string, Test>> = {
  size: comparing("size"),
  expires: comparing("expires"),
  name: has(({ cookie }) => cookie.name),
  value: has(({ cookie }) => cookie.value),
  domain: has(({ cookie }) => cookie.domain),
  path: has(({ cookie }) => cookie.path),
  samesite: has(({ cookie: { sameSite } }) => (sameSite === "unspecified" ? "unset" : sameSite)),
  secure: flag(({ cookie }) => cookie.secure),
  httponly: flag(({ cookie }) => cookie.httpOnly),
  partitioned: flag(({ cookie }) => cookie.partition !== null),
  is: (row, text) => Object.entries(kinds).some(([kind, holds]) => kind.startsWith(text) && holds(row)),
};

const isKey = (word: string) => Object.hasOwn(tests, word);
