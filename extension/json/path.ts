/** A path to a value: the session's key, then names in dicts and indexes in lists. */

import type { JsonNode } from "./node.ts";
import { visible } from "./visible.ts";

export type Path = readonly (string | number)[];

/** A text that identifies a path, for maps and element keys. Different paths have different texts. */
export const pathId = (path: Path): string => JSON.stringify(path);

/** The path of an id that `pathId` made. */
export const pathOf = (id: string): Path => JSON.parse(id) as Path;

export const samePath = (a: Path, b: Path): boolean =>
  a.length === b.length && a.every((step, index) => step === b[index]);

/** Whether `path` is `ancestor` or lies below it. */
export const isWithin = (path: Path, ancestor: Path): boolean =>
  path.length >= ancestor.length && ancestor.every((step, index) => step === path[index]);

/** The paths above, the nearest last: `[["cart"], ["cart", "items"]]` for cart.items[0]. */
export const ancestorsOf = (path: Path): Path[] => path.slice(1).map((_, index) => path.slice(0, index + 1));

const plainName = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/** As an app would write it after `session.`: `cart.items[0]["a b"]`. */
export function pathText(path: Path): string {
  return path.map(stepText).join("").replace(/^\./, "");
}

/** One step as an app would append it to a path: `.name`, `[0]`, `["a b"]`. */
export function stepText(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  // Some letters that may begin a name are invisible.
  return plainName.test(step) && visible(step) === step ? `.${step}` : `[${visible(JSON.stringify(step))}]`;
}

/** The last two steps of a path: `options.colour`, `items[0]`. */
export function shortPath(path: Path): string {
  const from = Math.max(0, path.length - 2);
  // A text that begins with an index names nothing.
  return pathText(path.slice(typeof path[from] === "number" && from > 0 ? from - 1 : from));
}

/** The node at `path` below `node`; undefined if there is none. */
export function nodeAt(node: JsonNode, path: Path): JsonNode | undefined {
  let at: JsonNode | undefined = node;
  for (const step of path) {
    at = childAt(at, step);
    if (at === undefined) return undefined;
  }
  return at;
}

function childAt(node: JsonNode, step: string | number): JsonNode | undefined {
  if ((node.kind === "list") !== (typeof step === "number")) return undefined;
  for (const [here, child] of childrenOf(node)) if (here === step) return child;
  return undefined;
}

/** The children of a list or dict in order, each made when it is reached. A scalar has none. */
export function* childrenOf(
  node: JsonNode | null | undefined,
): Iterable<readonly [step: string | number, child: JsonNode]> {
  let index = 0;
  if (node?.kind === "list") for (const item of node.each()) yield [index++, item];
  if (node?.kind === "dict") for (const { name, value } of node.each()) yield [name, value];
}

/** The index of the child that a step leads to, from 0; -1 if there is none. */
export function placeIn(node: JsonNode | null | undefined, step: string | number): number {
  let place = 0;
  for (const [here] of childrenOf(node)) {
    if (here === step) return place;
    place++;
  }
  return -1;
}
