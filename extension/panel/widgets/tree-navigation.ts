/** Moves through the rows of a tree: up and down, into a row that opens, out of a row that closes. */

import { batch, type ReadonlySignal } from "@preact/signals";
import { isWithin, pathId, pathOf } from "../../json/path.ts";
import { branchesOf, type TreeExpansion } from "./tree-expansion.ts";
import type { TreeRow } from "./tree-rows.ts";
import type { TreeSelection } from "./tree-selection.ts";

export interface TreeNavigation {
  /** Moves the current row. @param extend selects the rows it passes. */
  move(by: number, extend: boolean): void;
  /** Opens or closes a row. */
  toggle(id: string): void;
  /** Arrow right: opens, then goes inside. */
  enter(): void;
  /** Arrow left: closes, then goes to the parent. */
  leave(): void;
  /** Opens the current row and everything below it. */
  openBelow(): void;
}

export function createNavigation(
  rows: ReadonlySignal<readonly TreeRow[]>,
  expansion: TreeExpansion,
  selection: TreeSelection,
): TreeNavigation {
  const goTo = (id: string) => selection.go(selection.indexOf(id) ?? 0, "only");
  /** If the current row is inside the row that closes, that one becomes current. */
  const close = (id: string) =>
    batch(() => {
      const current = selection.chosen();
      if (current !== null && current !== id && isWithin(pathOf(current), pathOf(id))) goTo(id);
      expansion.remove(id);
    });

  return {
    move(by, extend) {
      const last = rows.peek().length - 1;
      const index = Math.max(0, Math.min(selection.currentIndex.peek() + by, last));
      selection.go(selection.chosen() === null && by === 1 ? 0 : index, extend ? "range" : "only");
    },
    toggle(id) {
      if (rows.peek()[selection.indexOf(id) ?? -1]?.expanded) close(id);
      else expansion.add([id]);
    },
    enter() {
      const row = selection.current.peek();
      if (row === null || !row.expandable) return;
      if (!row.expanded) expansion.add([row.id]);
      else selection.go(selection.currentIndex.peek() + 1, "only");
    },
    leave() {
      const row = selection.current.peek();
      if (row === null) return;
      // A row that the filter opened is not closed.
      if (row.expanded && expansion.open.peek().has(row.id)) close(row.id);
      else if (row.level > 1) goTo(pathId(row.path.slice(0, -1)));
    },
    openBelow() {
      const row = selection.current.peek();
      if (row !== null) expansion.add(branchesOf(row));
    },
  };
}
