/** The menu of a row. */

import type { RefObject, VNode } from "preact";
import { pathText } from "../../../json/path.ts";
import { copyText } from "../../copy.ts";
import { shortened } from "../../widgets/format.ts";
import { Menu, type MenuItem } from "../../widgets/menu.tsx";
import type { TreeRow } from "../../widgets/tree-rows.ts";
import { sortings } from "../known/key-order.ts";
import type { ShownSession } from "../shown-session.ts";

/** UTF-16 units of a key in the menu. */
const longestKey = 30;

/** The handlers of the dictionary that the menu calls. */
export interface RowCommands {
  edit(row: TreeRow): void;
  /** Removes the selected rows. */
  remove(): void;
  openDetail(): void;
}

export interface RowMenuProps {
  readonly shown: ShownSession;
  readonly row: TreeRow;
  readonly commands: RowCommands;
  readonly anchor: RefObject<HTMLElement | null>;
  onClose(): void;
}

export function RowMenu({ shown, row, commands, anchor, onClose }: RowMenuProps): VNode {
  return (
    <Menu
      label={shown.panel.text("rowMenu", pathText(row.path))}
      anchor={anchor}
      items={itemsOf(shown, row, commands)}
      width={240}
      onClose={onClose}
    />
  );
}

function itemsOf(shown: ShownSession, row: TreeRow, { edit, remove, openDetail }: RowCommands): readonly MenuItem[] {
  const { panel, rowActions } = shown;
  const { text } = panel;
  const fixed = !rowActions.editable(row);
  const why = shown.source.readOnly.value ?? (row.root.readOnly ? text("readOnlyKey") : undefined);
  return [
    { name: text("editValue"), icon: "pencil", keys: "Enter", title: why, disabled: fixed, onSelect: () => edit(row) },
    {
      name: text("rename"),
      keys: "F2",
      disabled: !rowActions.nameable(row),
      onSelect: () => void rowActions.rename(row),
    },
    {
      name: text("addBeside"),
      icon: "plus",
      keys: "Insert",
      disabled: rowActions.whyNoKey.value !== null,
      onSelect: () => rowActions.add(row),
    },
    {
      name: text("duplicate"),
      icon: "clone",
      keys: "Ctrl+D",
      disabled: fixed,
      onSelect: () => void rowActions.duplicate(row),
    },
    "line",
    muteItem(shown, String(row.path[0])),
    "line",
    {
      name: text("copyJson"),
      icon: "copy",
      keys: "Ctrl+C",
      disabled: row.kind === "hidden",
      onSelect: () => void rowActions.copy(row),
    },
    { name: text("copyPath"), onSelect: () => void copyText(panel, pathText(row.path)) },
    { name: text("details"), icon: "side-pane", onSelect: openDetail },
    "line",
    { caption: text("sortCaption") },
    ...sortItems(shown),
    "line",
    {
      name: text("delete"),
      icon: "trash",
      keys: "Delete",
      danger: true,
      disabled: !rowActions.removable(row),
      onSelect: remove,
    },
  ];
}

function muteItem({ muted, panel }: ShownSession, key: string): MenuItem {
  const ticked = muted.keys.value.has(key);
  return {
    name: panel.text("muteKey", shortened(key, longestKey)),
    title: panel.text("muteKeyTitle"),
    ticked,
    onSelect: () => (ticked ? muted.unmute(key) : muted.mute(key)),
  };
}

function sortItems({ sort, panel }: ShownSession): readonly MenuItem[] {
  const names = { name: "sortName", size: "sortSize", changed: "sortChanged" } as const;
  return [null, ...sortings].map((by) => ({
    name: panel.text(by === null ? "sortStored" : names[by]),
    checked: sort.value.by === by,
    onSelect() {
      sort.value = { by, descending: by !== null && by !== "name" };
    },
  }));
}
