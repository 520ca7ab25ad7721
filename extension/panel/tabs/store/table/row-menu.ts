/** The menu of a row, and what the keyboard does with rows. */

import { copyText } from "../../../copy.ts";
import { whyNot } from "../../../engine.ts";
import { count } from "../../../widgets/format.ts";
import type { MenuItem } from "../../../widgets/menu.tsx";
import { detailShows, showDetail } from "../../../widgets/split.tsx";
import { deleteRows, useInBrowser } from "../commands/on-demand.ts";
import { isExpired, type StoredRow } from "../list/stored-row.ts";
import type { StoreState } from "../state.ts";

/** Copies the handles of the chosen rows, a line each. */
const copyHandles = (panel: StoreState["panel"], rows: readonly StoredRow[]): Promise<void> =>
  copyText(panel, rows.map(({ handle }) => handle).join("\n"));

/** May this browser get a copy of it? */
export const isUsable = ({ panel, commands }: StoreState, row: StoredRow): boolean =>
  whyNot(panel, "store.clone") === null &&
  !row.own &&
  !row.gone &&
  !isExpired(row, panel.now.value) &&
  !commands.busy.value &&
  panel.connected.value;

/** Can rows be deleted now? */
export const isDeletable = ({ panel, commands }: Pick<StoreState, "panel" | "commands">): boolean =>
  whyNot(panel, "store.delete") === null && !commands.busy.value && panel.connected.value;

export function rowItems(state: StoreState, row: StoredRow): readonly MenuItem[] {
  const { panel, list, chosen, commands } = state;
  const { text } = panel;
  const ticked = list.ticked.peek();
  const several = ticked.length > 1 && ticked.includes(row);
  const rows = several ? ticked : [row];
  return [
    { name: text("details"), icon: "side-pane", keys: "Enter", onSelect: () => chosen.open(row) },
    {
      name: text("storeUse"),
      icon: "clone",
      title: whyNot(panel, "store.clone") ?? undefined,
      disabled: !isUsable(state, row),
      onSelect: () => void useInBrowser(commands, row),
    },
    "line",
    { name: text("storeCopyHandle"), icon: "copy", keys: "Ctrl+C", onSelect: () => void copyHandles(panel, rows) },
    ...(row.user === null
      ? []
      : [
          {
            name: text("storeOfUser"),
            icon: "user",
            onSelect() {
              list.typed.value = `user:${/[\s"]/.test(row.user!) ? `"${row.user}"` : row.user}`;
            },
          } as const,
        ]),
    "line",
    {
      name: several ? text("storeDeleteMany", count(rows.length)) : text("delete"),
      icon: "trash",
      keys: "Delete",
      danger: true,
      title: whyNot(panel, "store.delete") ?? undefined,
      disabled: !isDeletable(state),
      onSelect: () => void deleteRows(commands, rows),
    },
  ];
}

/** @returns whether the key was handled. */
export function onRowKey(state: StoreState, event: KeyboardEvent, row: StoredRow): boolean {
  const { panel, list, chosen, commands } = state;
  const command = event.ctrlKey || event.metaKey;
  if (event.key === "Delete" && !command) {
    const lacks = whyNot(panel, "store.delete");
    if (lacks === null) void deleteRows(commands, list.chosen());
    else panel.announce(lacks);
  } else if (command && event.key === "c") {
    void copyHandles(panel, list.ticked.peek().length > 0 ? list.ticked.peek() : [row]);
  } else if (event.key === "Escape" && detailShows(chosen.split)) showDetail(chosen.split, false);
  else return false;
  return true;
}
