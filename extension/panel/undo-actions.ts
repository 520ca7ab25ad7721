/** Undo and Redo as actions, for the toolbar of every tab. */

import type { Panel } from "./state.ts";
import type { Action } from "./widgets/action.tsx";

export function undoActions({ text, undo }: Panel) {
  const { value: undoable } = undo.undoable;
  const { value: redoable } = undo.redoable;
  return {
    undo: {
      label: undoable === null ? text("undo") : text("undoNamed", undoable.name),
      icon: "undo",
      keys: "Ctrl+Z",
      disabled: undoable === null,
      run: () => void undo.undo(),
    },
    redo: {
      label: redoable === null ? text("redo") : text("redoNamed", redoable.name),
      icon: "redo",
      keys: "Ctrl+Shift+Z",
      disabled: redoable === null,
      run: () => void undo.redo(),
    },
  } satisfies Readonly<Record<string, Action>>;
}
