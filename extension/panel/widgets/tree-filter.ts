/** The filter of a tree: `text`, `key:value`, `size:>1k`, `-not`, `"with spaces"`; every term must fit. Pure. */

import type { JsonNode } from "../../json/node.ts";
import { stringOf } from "../../json/parse.ts";
import { childrenOf, type Path, pathId, pathText } from "../../json/path.ts";
import { byteSize } from "../../json/print.ts";
import { comparedSize, type Fits, isBegun } from "./comparison.ts";
import { nodeOf, type Root, type Sieve } from "./tree-rows.ts";

export interface Term {
  readonly not: boolean;
  /** Lower case; null: any. */
  readonly key: string | null;
  /** Lower case. Without a key it may fit name or value. */
  readonly text: string;
  /** What the size in bytes must be; null: it is not asked for. */
  readonly size: Fits | null;
}

export function parseFilter(typed: string): readonly Term[] {
  const found = typed.toLowerCase().matchAll(/(-?)(?:([^\s":]+):)?(?:"([^"]*)"?|(\S*))/g);
  return [...found].flatMap(([, minus, key, quoted, bare]) => {
    const text = quoted ?? bare ?? "";
    if (text === "" && key === undefined) return [];
    // A term that is still being typed filters nothing yet.
    if (key === "size" && text !== "" && isBegun(text)) return [];
    return [{ not: minus === "-", key: key ?? null, text, size: key === "size" ? comparedSize(text) : null }];
  });
}

/** Which parts of names and values to mark. */
export const hitsIn = (
  terms: readonly Term[],
): { readonly names: readonly string[]; readonly values: readonly string[] } => {
  const wanted = terms.filter(({ not, size }) => !not && size === null);
  const plain = wanted.filter(({ key }) => key === null).map(({ text }) => text);
  const present = (text: string) => text !== "";
  return {
    names: [...plain, ...wanted.map(({ key }) => key?.split(/[.[\]]/).at(-1) ?? "")].filter(present),
    values: wanted.map(({ text }) => text).filter(present),
  };
};

/** The most values of one root that are looked at, in their order: a key of the filter must not wait for more. */
export const mostSearched = 100_000;

/** @returns null if the filter is empty. The values around a match stay and are open; the values in it stay as well. */
export function sieveOf(roots: readonly Root[], terms: readonly Term[]): Sieve | null {
  if (terms.length === 0) return null;
  const wanted = terms.filter(({ not }) => !not);
  const unwanted = terms.filter(({ not }) => not);
  // A search by size shows the large values in a large one, not all of them.
  const sized = wanted.some(({ size }) => size !== null);
  const shown = new Set<string>();
  const opened = new Set<string>();
  /** Matches, and values in matches, in which the filter hides nothing. */
  const whole = new Set<string>();
  let found = 0;
  /** Values of the root at hand that may still be looked at. */
  let left = 0;
  let searchedAll = true;

  /** @param above terms that names further up have met. @param fits something further up fits. */
  const visit = (root: Root, node: JsonNode | null, path: Path, above: ReadonlySet<Term>, fits: boolean): boolean => {
    left--;
    const id = pathId(path);
    const name = String(path.at(-1)).toLowerCase();
    const value = valueText(root, node);
    const size = () => (path.length === 1 || node === null ? root.size : byteSize(root.text, node.start, node.end));
    const here = { name, value, whole: pathText(path).toLowerCase(), size };
    if (unwanted.some((term) => meets(term, here))) return false;
    const own = wanted.filter((term) => meets(term, here));
    const met = own.length === 0 ? above : new Set([...above, ...own]);
    const fit = wanted.length === 0 || (own.length > 0 && met.size === wanted.length);
    let inside = false;
    let complete = fit || fits;
    for (const [step, child] of childrenOf(node)) {
      if (left === 0) {
        searchedAll = complete = false;
        break;
      }
      if (visit(root, child, [...path, step], met, fits || (fit && !sized))) inside = true;
      if (complete && !whole.has(pathId([...path, step]))) complete = false;
    }
    if (complete) whole.add(id);
    if (fit) found++;
    if (inside && wanted.length > 0) opened.add(id);
    if (fit || fits || inside) shown.add(id);
    return wanted.length > 0 && (fit || inside);
  };
  for (const root of roots) {
    left = mostSearched;
    visit(root, nodeOf(root), [root.key], new Set(), false);
  }
  return {
    shows: (id) => shown.has(id),
    opens: (id) => opened.has(id),
    takes: (id) => whole.has(id),
    found,
    searchedAll,
  };
}

/** Words before a colon that are part of no path. They make the filter find nothing. */
export function unknownKeys(roots: readonly Root[], terms: readonly Term[]): readonly string[] {
  const unknown = new Set(terms.flatMap(({ key, size }) => (key === null || size !== null ? [] : [key])));
  let left = 0;
  const visit = (node: JsonNode | null, path: Path): void => {
    if (unknown.size === 0 || left-- === 0) return;
    const whole = pathText(path).toLowerCase();
    for (const key of unknown) if (whole.includes(key)) unknown.delete(key);
    for (const [step, child] of childrenOf(node)) {
      if (unknown.size === 0 || left < 0) return;
      visit(child, [...path, step]);
    }
  };
  for (const root of roots) {
    left = mostSearched;
    visit(nodeOf(root), [root.key]);
    // The word may be in values that were not searched.
    if (left < 0) return [];
  }
  return [...unknown];
}

interface Here {
  readonly name: string;
  /** Empty for lists and dicts. */
  readonly value: string;
  /** The path as text. */
  readonly whole: string;
  size(): number;
}

function meets({ key, text, size: fits }: Term, { name, value, whole, size }: Here): boolean {
  if (fits !== null) return fits(size());
  if (key === null) return name.includes(text) || value.includes(text);
  return whole.includes(key) && (text === "" || value.includes(text));
}

function valueText(root: Root, node: JsonNode | null): string {
  if (node === null) return root.text.toLowerCase();
  if (node.kind === "list" || node.kind === "dict") return "";
  return (node.kind === "string" ? stringOf(root.text, node) : root.text.slice(node.start, node.end)).toLowerCase();
}
