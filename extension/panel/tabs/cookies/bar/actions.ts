/** The actions of the toolbar, each named once: its buttons and the menu of a narrow panel draw the same. */

import { undoActions } from "../../../undo-actions.ts";
import type { Action } from "../../../widgets/action.tsx";
import type { CookiesState } from "../state.ts";

export type ToolbarActions = ReturnType<typeof toolbarActions>;

export function toolbarActions({ panel, list, rowEdits, addForm, transferOpen }: CookiesState) {
  const { text } = panel;
  const { value: ticked } = list.ticked;
  const { value: deletable } = list.deletable;
  const toggle = (what: "export" | "import") => () => {
    transferOpen.value = transferOpen.value === what ? null : what;
  };
  return {
    add: {
      label: text("add"),
      fullName: text("addCookie"),
      title: text("addCookie"),
      icon: "plus",
      keys: "Insert",
      run: () => (addForm.fields.peek() === null ? addForm.open() : addForm.close()),
    },
    ...undoActions(panel),
    export: { label: text("cookieExport"), icon: "download", run: toggle("export") },
    import: { label: text("cookieImport"), icon: "upload", run: toggle("import") },
    delete: {
      label: text("delete"),
      title: text("cookieDeleteHint"),
      icon: "trash",
      keys: "Delete",
      danger: true,
      disabled: ticked.length === 0,
      run: () => void rowEdits.remove(ticked),
    },
    deleteAll: {
      label: text("deleteAll"),
      title: text(list.filter.typed.value === "" ? "cookieDeleteAllHint" : "cookieDeleteFoundHint"),
      icon: "clear",
      danger: true,
      disabled: deletable.length === 0,
      run: () => void rowEdits.remove(deletable),
    },
  } satisfies Readonly<Record<string, Action>>;
}
