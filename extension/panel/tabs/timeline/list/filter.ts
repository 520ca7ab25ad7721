/**
 * The filter of the timeline: `text`, `changed:cart`, `key:cart`, `method:post`, `path:/cart`, `status:5xx`, `status:>=400`,
 * `handle:3f9c`, `is:failed`, `is:overlap`, `-not`. A request must fit every term. Pure.
 */

import { type FilterTerm, filterTerms, unknownKey } from "../../../widgets/filter-terms.ts";
import type { KnownRequest } from "../known/request.ts";

export const parseTerms = (typed: string): readonly FilterTerm[] => filterTerms(typed, isKey);

/** The first word before a colon that the filter does not know. */
export const unknownWord = (typed: string): string | null => unknownKey(typed, isKey);

/** The texts to mark in a path. */
export const hitsOf = (terms: readonly FilterTerm[]): readonly string[] =>
  terms.filter(({ not, key }) => !not && (key === null || key === "path")).map(({ text }) => text);

/** @param overlaps whether another request changed keys of it while it ran: asked only where a term is about that. */
export const fits = (request: KnownRequest, terms: readonly FilterTerm[], overlaps: () => boolean): boolean =>
  terms.every(
    ({ not, key, text }) => (key === null ? anywhere(request, text) : tests[key]!(request, text, overlaps)) !== not,
  );

const has = (whole: string | null | undefined, part: string): boolean => whole?.toLowerCase().includes(part) ?? false;

const anywhere = ({ method, path, command, keys, status }: KnownRequest, text: string): boolean =>
  [method, path, command, ...keys].some((part) => has(part, text)) || `${status}` === text;

type Test = (request: KnownRequest, text: string, overlaps: () => boolean) => boolean;

const changed: Test = ({ keys }, text) => keys.some((key) => has(key, text));

const tests: Readonly<Record<string, Test>> = {
  changed,
  // A key by its whole name.
  key: ({ keys }, text) => keys.some((key) => key.toLowerCase() === text),
  method: ({ method, by }, text) => has(method, text) || (by === "panel" && text === "you"),
  path: ({ path, command }, text) => has(path, text) || has(command, text),
  status: ({ status }, text) => status !== null && isStatus(status, text),
  handle: ({ handle, previousHandle }, text) => has(handle, text) || has(previousHandle, text),
  is: ({ outcome, failure, by }, text, overlaps) =>
    [outcome, failure, by].some((word) => word?.startsWith(text) ?? false) ||
    ("overlap".startsWith(text) && overlaps()),
};
const isKey = (word: string) => Object.hasOwn(tests, word);

/** `404`, `4xx`, `>=400`. */
function isStatus(status: number, text: string): boolean {
  const [, sign = "", number = ""] = /^([<>]=?)?(\d+)$/.exec(text) ?? [];
  if (sign === "") return `${status}`.startsWith(text.replace(/x+$/, ""));
  const goal = Number(number);
  if (status === goal) return sign.endsWith("=");
  return sign.startsWith("<") ? status < goal : status > goal;
}
