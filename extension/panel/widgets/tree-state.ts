/** The state of a tree: its filter, and which rows are open, selected and current. All by path, so it survives new data. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isWithin, type Path, pathId, pathOf } from "../../json/path.ts";
import { createFocusRequests } from "./focus-request.ts";
import { createExpansion, idsAbove } from "./tree-expansion.ts";
import { createTreeFilter, type TreeFilter } from "./tree-filter-state.ts";
import { createNavigation, type TreeNavigation } from "./tree-navigation.ts";
import { createRoom } from "./tree-room.ts";
import { type Ghost, type Root, rowsOf, type TreeRow } from "./tree-rows.ts";
import { createSelection, type SelectHow, type TreeSelection } from "./tree-selection.ts";
import { createTypeAhead } from "./type-ahead.ts";

export interface TreeState
  extends Pick<TreeFilter, "hits" | "unknown" | "searchedAll" | "found">,
    Pick<TreeSelection, "selected" | "current">,
    TreeNavigation {
  readonly rows: ReadonlySignal<readonly TreeRow[]>;
  /** What is typed into the filter. */
  readonly filter: Signal<string>;
  /** Grows when the focus should go to the current row. */
  readonly focusRequests: ReadonlySignal<number>;

  /** Makes a row the current and only selected one. `range`: selects up to it; `toggle`: adds or takes it. */
  select(id: string, how?: SelectHow): void;
  selectAll(): void;
  /** Goes to the first row that the filter has found. */
  toFirst(): void;
  /** Selects a path, opening what it is in, and puts the focus there. */
  reveal(path: Path): void;
  /** Goes to the next row whose name begins with the typed word. @returns false if the keyboard key is not a letter of a name. */
  find(key: string, at: number): boolean;
  /** Shows more of the children that a row stands for, and puts the focus on the first of them. */
  showMore(id: string): void;
  /** Puts the focus on the current row. */
  focus(): void;
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
  const selection = createSelection(rows);
  const focus = createFocusRequests();
  const typeAhead = createTypeAhead(
    () => rows.peek().map(({ name }) => name),
    (index) => selection.go(index, "only"),
  );

  const select = (id: string, how: SelectHow = "only") => {
    const index = selection.indexOf(id);
    if (index !== undefined) selection.go(index, how);
  };

  return {
    ...createNavigation(rows, expansion, selection),
    rows,
    filter: filter.text,
    hits: filter.hits,
    unknown: filter.unknown,
    searchedAll: filter.searchedAll,
    found: filter.found,
    selected: selection.selected,
    current: selection.current,
    focusRequests: focus.count,
    select,
    selectAll: selection.all,
    toFirst() {
      if (rows.peek().length === 0) return;
      const first = rows.peek().findIndex(({ partial }) => !partial);
      selection.go(Math.max(first, 0), "only");
      focus.ask();
    },
    reveal(path) {
      batch(() => {
        expansion.add(idsAbove(path));
        room.include(path);
        if (selection.indexOf(pathId(path)) === undefined) filter.text.value = "";
        select(pathId(path));
        focus.ask();
      });
    },
    showMore(id) {
      batch(() => {
        room.more(id);
        select(id);
        focus.ask();
      });
    },
    find: (key, time) => typeAhead.find(key, time, selection.currentIndex.peek()),
    focus: focus.ask,
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
