/** The open rows of a tree, by path. A row that closes remembers which rows in it are open. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { JsonNode } from "../../json/node.ts";
import { childrenOf, type Path, pathId } from "../../json/path.ts";
import type { TreeRow } from "./tree-rows.ts";

export interface TreeExpansion {
  /** Ids of rows. */
  readonly open: ReadonlySignal<ReadonlySet<string>>;
  add(ids: Iterable<string>): void;
  remove(id: string): void;
  /** Ids change with the paths. */
  map(next: (id: string) => string): void;
}

export function createExpansion(): TreeExpansion {
  const open = signal<ReadonlySet<string>>(new Set());
  return {
    open,
    add(ids) {
      open.value = new Set([...open.peek(), ...ids]);
    },
    remove(id) {
      open.value = new Set([...open.peek()].filter((other) => other !== id));
    },
    map(next) {
      open.value = new Set([...open.peek()].map(next));
    },
  };
}

/** Ids of the values around a value. */
export const idsAbove = (path: Path): readonly string[] =>
  path.slice(1).map((_, index) => pathId(path.slice(0, index + 1)));

/** Rows that are opened at once; the others stay closed. */
const mostOpened = 5000;

/** Ids of a row and of all lists and dicts in it. */
export function branchesOf(row: TreeRow): readonly string[] {
  const ids: string[] = [];
  const queue: { node: JsonNode | null; path: Path }[] = [{ node: row.node, path: row.path }];
  for (let at = 0; at < queue.length && ids.length < mostOpened; at++) {
    const { node, path } = queue[at]!;
    if (node !== null && node.kind !== "list" && node.kind !== "dict") continue;
    ids.push(pathId(path));
    for (const [step, child] of childrenOf(node)) queue.push({ node: child, path: [...path, step] });
  }
  return ids;
}
