/** What every tree has, whatever its rows show: which row is current, which are selected and open, and how keys move in them. */

import { batch, type ReadonlySignal } from "@preact/signals";
import { createFocusRequests } from "./focus-request.ts";
import type { TreeExpansion } from "./tree-expansion.ts";
import { createNavigation, type TreeNavigation } from "./tree-navigation.ts";
import type { TreeRoom } from "./tree-room.ts";
import type { TreeRow } from "./tree-rows.ts";
import { createSelection, type SelectHow, type TreeSelection } from "./tree-selection.ts";
import { createTypeAhead } from "./type-ahead.ts";

export interface TreeParts<R extends TreeRow = TreeRow>
  extends Pick<TreeSelection<R>, "selected" | "current">,
    TreeNavigation {
  readonly rows: ReadonlySignal<readonly R[]>;
  /** Grows when the focus should go to the current row. */
  readonly focusRequests: ReadonlySignal<number>;
  /** Makes a row the current and only selected one. `range`: selects up to it; `toggle`: adds or takes it. */
  select(id: string, how?: SelectHow): void;
  selectAll(): void;
  /** Goes to the next row whose name begins with the typed word. @returns false if the keyboard key is not a letter of a name. */
  find(key: string, at: number): boolean;
  /** Shows more of the children that a row stands for, and puts the focus on the first of them. */
  showMore(id: string): void;
  /** Puts the focus on the current row. */
  focus(): void;
}

export interface CreatedParts<R extends TreeRow> {
  readonly parts: TreeParts<R>;
  readonly selection: TreeSelection<R>;
}

export function createTreeParts<R extends TreeRow>(
  rows: ReadonlySignal<readonly R[]>,
  expansion: TreeExpansion,
  room: Pick<TreeRoom, "more">,
): CreatedParts<R> {
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
  const parts: TreeParts<R> = {
    ...createNavigation(rows, expansion, selection),
    rows,
    selected: selection.selected,
    current: selection.current,
    focusRequests: focus.count,
    select,
    selectAll: selection.all,
    showMore(id) {
      batch(() => {
        room.more(id);
        select(id);
        focus.ask();
      });
    },
    find: (key, time) => typeAhead.find(key, time, selection.currentIndex.peek()),
    focus: focus.ask,
  };
  return { parts, selection };
}
