/** The actions of the toolbar, each named once: its buttons and the menu of a narrow panel draw the same. */

import { undoActions } from "../../../undo-actions.ts";
import type { Action } from "../../../widgets/action.tsx";
import type { SnapshotsState } from "../state.ts";

export function toolbarActions({ panel, commands, list, reader, importOpen }: SnapshotsState) {
  const { text } = panel;
  const current = list.table.current.value;
  const none = reader.reading.value !== null && reader.session.value === null;
  return {
    take: {
      label: text("takeSnapshot"),
      title: text(none ? "snapshotNoSession" : "takeSnapshotHint"),
      icon: "camera",
      keys: "Insert",
      disabled: none,
      run: () => void commands.take(),
    },
    ...undoActions(panel),
    import: {
      label: text("cookieImport"),
      icon: "upload",
      run() {
        importOpen.value = !importOpen.peek();
      },
    },
    delete: {
      label: text("delete"),
      title: text("snapshotDeleteHint"),
      icon: "trash",
      keys: "Delete",
      danger: true,
      disabled: current === null,
      run: () => void commands.remove(current === null ? [] : [current]),
    },
  } satisfies Readonly<Record<string, Action>>;
}
