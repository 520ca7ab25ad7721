/** The filter of the cookie table: `text`, `domain:pay`, `secure:no`, `is:session`, `-not`; every term must fit. Pure. */

import { type Row, sameSiteOf } from "./rows.ts";

export interface Term {
  readonly not: boolean;
  /** Lower case; null: look at name, value and domain. */
  readonly key: string | null;
  /** Lower case. */
  readonly text: string;
}

export function parseTerms(typed: string): readonly Term[] {
  const found = typed.toLowerCase().matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S*))/g);
  return [...found].flatMap(([, minus, key, quoted, bare]) => {
    const text = quoted ?? bare ?? "";
    // What is still being typed asks for nothing yet.
    if (text === "") return [];
    if (key !== undefined && !(key in tests)) return [{ not: minus === "-", key: null, text: `${key}:${text}` }];
    return [{ not: minus === "-", key: key ?? null, text }];
  });
}

/** The parts of names, values and domains to mark. */
export const hitsOf = (terms: readonly Term[], column: "name" | "value" | "domain"): readonly string[] =>
  terms.filter(({ not, key }) => !not && (key === null || key === column)).map(({ text }) => text);

export const fits = (row: Row, terms: readonly Term[]): boolean =>
  terms.every(({ not, key, text }) => (key === null ? anywhere(row, text) : tests[key]!(row, text)) !== not);

const anywhere = ({ cookie }: Row, text: string): boolean =>
  [cookie.name, cookie.value, cookie.domain].some((part) => part.toLowerCase().includes(text));

type Test = (row: Row, text: string) => boolean;
const has =
  (part: (row: Row) => string): Test =>
  (row, text) =>
    part(row).toLowerCase().includes(text);
/** "yes", "no" and their beginnings. */
const flag =
  (on: (row: Row) => boolean): Test =>
  (row, text) =>
    ("yes".startsWith(text) || "true".startsWith(text)) === on(row);

const kinds: Readonly<Record<string, (row: Row) => boolean>> = {
  session: (row) => row.session,
  refused: (row) => row.refused !== null,
  weak: (row) => row.advice.length > 0,
  partitioned: ({ cookie }) => cookie.partition !== null,
  temporary: ({ cookie }) => cookie.expiresAt === null,
  "third-party": (row) => row.thirdParty,
};

const tests: Readonly<Record<string, Test>> = {
  name: has(({ cookie }) => cookie.name),
  value: has(({ cookie }) => cookie.value),
  domain: has(({ cookie }) => cookie.domain),
  path: has(({ cookie }) => cookie.path),
  samesite: has(({ cookie }) => sameSiteOf(cookie)),
  secure: flag(({ cookie }) => cookie.secure),
  httponly: flag(({ cookie }) => cookie.httpOnly),
  partitioned: flag(({ cookie }) => cookie.partition !== null),
  is: (row, text) => Object.entries(kinds).some(([kind, holds]) => kind.startsWith(text) && holds(row)),
};
