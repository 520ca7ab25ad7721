/** The state of a tree that compares two states of a dictionary. A value in which little differs is open at first. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { type DiffRow, diffRowsOf } from "./diff-rows.ts";
import { countKeys, type DiffRoot, type KeyCounts, openAtFirst } from "./diff-signs.ts";
import { createExpansion } from "./tree-expansion.ts";
import { createTreeParts, type TreeParts } from "./tree-parts.ts";
import { createRoom } from "./tree-room.ts";

export interface DiffState extends TreeParts<DiffRow> {
  readonly counts: ReadonlySignal<KeyCounts>;
  /** Puts the focus on the next difference (1) or the one before (-1). Stays where there is none. */
  jump(by: 1 | -1): void;
}

/** @param roots each key that either side has. */
export function createDiff(roots: ReadonlySignal<readonly DiffRoot[]>): DiffState {
  const expansion = createExpansion(computed(() => new Set(roots.value.flatMap(openAtFirst))));
  const room = createRoom();
  const rows = computed(() =>
    diffRowsOf({ roots: roots.value, expanded: expansion.open.value, room: room.shown.value }),
  );
  const { parts, selection } = createTreeParts(rows, expansion, room);
  return {
    ...parts,
    counts: computed(() => countKeys(roots.value)),
    jump(by) {
      const all = rows.peek();
      const from = selection.chosen() === null ? -1 : selection.currentIndex.peek();
      const places = all.flatMap(({ head }, index) => (head ? [index] : []));
      const to = by === 1 ? places.find((place) => place > from) : places.findLast((place) => place < from);
      if (to !== undefined) selection.go(to, "only");
      parts.focus();
    },
  };
}
