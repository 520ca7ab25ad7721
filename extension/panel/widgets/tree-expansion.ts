/** The open rows of a tree, by path. A row that closes remembers which rows in it are open. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
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

/** @param initial ids of the rows that are open until they are closed. */
export function createExpansion(initial: ReadonlySignal<ReadonlySet<string>> = signal(new Set())): TreeExpansion {
  /** Rows that were opened (true) and closed (false). */
  const chosen = signal<ReadonlyMap<string, boolean>>(new Map());
  const choose = (ids: Iterable<string>, open: boolean) => {
    chosen.value = new Map([...chosen.peek(), ...[...ids].map((id) => [id, open] as const)]);
  };
  return {
    open: computed(() => {
      const open = new Set(initial.value);
      for (const [id, isOpen] of chosen.value) isOpen ? open.add(id) : open.delete(id);
      return open;
    }),
    add: (ids) => choose(ids, true),
    remove: (id) => choose([id], false),
    map(next) {
      chosen.value = new Map([...chosen.peek()].map(([id, open]) => [next(id), open]));
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
