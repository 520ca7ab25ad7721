/** What the keyboard does in a tree, while a row has the focus. */

import type { TreeParts } from "./tree-parts.ts";
import type { TreeRow } from "./tree-rows.ts";

export interface TreeKeys<R extends TreeRow> {
  readonly state: TreeParts<R>;
  /** Rows that can be seen at once, less one. */
  readonly page: number;
  /** Keyboard keys that the rows handle themselves, asked first. @returns whether the key was handled. */
  onKey(event: KeyboardEvent, row: R): boolean;
  /** Enter. */
  onEdit(row: R): void;
  /** The menu key, or Shift+F10. */
  onMenu(row: R): void;
  /** Arrow right on a branch that is closed. */
  onOpen(row: R): void;
}

/** @returns whether the key was handled. */
export function takeTreeKey<R extends TreeRow>(event: KeyboardEvent, row: R, keys: TreeKeys<R>): boolean {
  const { state, onKey, onEdit, onMenu } = keys;
  if (row.rest !== null && /^(Enter| |ArrowRight)$/.test(event.key)) {
    state.showMore(row.id);
    return true;
  }
  if (onKey(event, row)) return true;
  if (event.altKey) return false;
  const command = event.ctrlKey || event.metaKey;
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
    if (row.rest === null) onMenu(row);
    return true;
  }
  if (event.key === "Enter" && !command) {
    onEdit(row);
    return true;
  }
  const moved = move(event, keys) || (command ? selectAll(event, state) : act(event, row, keys));
  if (moved) state.focus();
  return moved;
}

interface TreeMoves {
  readonly state: Pick<TreeParts, "move">;
  readonly page: number;
}

function move({ key, shiftKey }: KeyboardEvent, { state, page }: TreeMoves): boolean {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const by = steps[key];
  if (by !== undefined) state.move(by, shiftKey);
  return by !== undefined;
}

function selectAll({ key }: KeyboardEvent, state: Pick<TreeParts, "selectAll">): boolean {
  if (key.toLowerCase() !== "a") return false;
  state.selectAll();
  return true;
}

function act<R extends TreeRow>({ key, timeStamp }: KeyboardEvent, row: R, { state, onOpen }: TreeKeys<R>): boolean {
  switch (key) {
    case "ArrowRight":
      if (row.expandable && !row.expanded) onOpen(row);
      state.enter();
      return true;
    case "ArrowLeft":
      state.leave();
      return true;
    case "*":
      state.openBelow();
      return true;
    case " ":
      state.select(row.id, "toggle");
      return true;
    default:
      return state.find(key, timeStamp);
  }
}
