/** The actions of the toolbar, each named once: its buttons and the menu of a narrow panel draw the same. */

import { whyNot } from "../../../engine.ts";
import { undoActions } from "../../../undo-actions.ts";
import type { Action } from "../../../widgets/action.tsx";
import { clearExpired, deleteMatching, deleteRows } from "../commands/on-demand.ts";
import type { StoreState } from "../state.ts";

export type ToolbarActions = ReturnType<typeof toolbarActions>;

export function toolbarActions({ panel, list, commands }: StoreState) {
  const { text } = panel;
  const off = commands.busy.value || !panel.connected.value;
  const { value: ticked } = list.ticked;
  return {
    ...undoActions(panel),
    reload: { label: text("storeReload"), icon: "cycle", run: () => void list.pages.again() },
    delete: {
      label: text("delete"),
      title: text("storeDeleteHint"),
      icon: "trash",
      keys: "Delete",
      danger: true,
      disabled: off || ticked.length === 0,
      whyNot: whyNot(panel, "store.delete"),
      run: () => void deleteRows(commands, ticked),
    },
    deleteMatching: {
      label: text("storeDeleteMatching"),
      title: text(list.filtering.value ? "storeDeleteMatchingHint" : "storeDeleteMatchingNot"),
      icon: "clear",
      danger: true,
      disabled: off || !list.filtering.value || list.pages.rows.value.length === 0,
      whyNot: whyNot(panel, "store.deleteMatching"),
      run: () => void deleteMatching(commands),
    },
    clearExpired: {
      label: text("storeClearExpired"),
      title: text("storeClearExpiredHint"),
      icon: "expire",
      danger: true,
      disabled: off,
      whyNot: whyNot(panel, "store.clearExpired"),
      run: () => void clearExpired(commands),
    },
  } satisfies Readonly<Record<string, Action>>;
}
