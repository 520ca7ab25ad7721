/** The state of a tree of one dictionary: its filter, and its rows. All by path, so it survives new data. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isWithin, type Path, pathId, pathOf } from "../../json/path.ts";
import { createExpansion, idsAbove } from "./tree-expansion.ts";
import { createTreeFilter, type TreeFilter } from "./tree-filter-state.ts";
import { createTreeParts, type TreeParts } from "./tree-parts.ts";
import { createRoom } from "./tree-room.ts";
import { type Ghost, type Root, rowsOf } from "./tree-rows.ts";

export interface TreeState extends TreeParts, Pick<TreeFilter, "hits" | "unknown" | "searchedAll" | "found"> {
  /** What is typed into the filter. */
  readonly filter: Signal<string>;
  /** Goes to the first row that the filter has found. */
  toFirst(): void;
  /** Selects a path, opening what it is in, and puts the focus there. */
  reveal(path: Path): void;
  /** A value has another path now: its rows stay open, selected and current. */
  moved(from: Path, to: Path): void;
}

export function createTree(
  roots: ReadonlySignal<readonly Root[]>,
  ghosts: ReadonlySignal<readonly Ghost[]> = signal([]),
): TreeState {
  const filter = createTreeFilter(roots);
  const expansion = createExpansion();
  const room = createRoom(roots);
  const rows = computed(() =>
    rowsOf({
      roots: roots.value,
      expanded: expansion.open.value,
      sieve: filter.sieve.value,
      ghosts: ghosts.value,
      room: room.shown.value,
    }),
  );
  const { parts, selection } = createTreeParts(rows, expansion, room);

  return {
    ...parts,
    filter: filter.text,
    hits: filter.hits,
    unknown: filter.unknown,
    searchedAll: filter.searchedAll,
    found: filter.found,
    toFirst() {
      if (rows.peek().length === 0) return;
      const first = rows.peek().findIndex(({ partial }) => !partial);
      selection.go(Math.max(first, 0), "only");
      parts.focus();
    },
    reveal(path) {
      batch(() => {
        expansion.add(idsAbove(path));
        room.include(path);
        if (selection.indexOf(pathId(path)) === undefined) filter.text.value = "";
        parts.select(pathId(path));
        parts.focus();
      });
    },
    moved(from, to) {
      const next = (id: string) => {
        const path = pathOf(id);
        return isWithin(path, from) ? pathId([...to, ...path.slice(from.length)]) : id;
      };
      batch(() => {
        expansion.map(next);
        room.map(next);
        selection.map(next);
      });
    },
  };
}
