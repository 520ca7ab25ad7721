/** The tree of the session, with its keys and menus. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { pathText } from "../../../../json/path.ts";
import { copyText } from "../../../copy.ts";
import { Button } from "../../../widgets/button.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { count, shortened } from "../../../widgets/format.ts";
import { Menu, type MenuItem } from "../../../widgets/menu.tsx";
import { Tree } from "../../../widgets/tree.tsx";
import type { Row } from "../../../widgets/tree-rows.ts";
import { type Sorting, sortBy, sortings } from "../known/key-order.ts";
import type { SessionTab } from "../state.ts";
import { SessionRow } from "./row.tsx";

export interface DictionaryProps {
  readonly tab: SessionTab;
  openJson(): void;
  openDetail(): void;
  /** False: there is none to close. */
  closeDetail(): boolean;
  /** A click or a tap chose a row. */
  onChoose(): void;
}

/** UTF-16 units of a key in the menu. */
const longestKey = 30;

function muteItem({ muted, panel }: SessionTab, key: string): MenuItem {
  const ticked = muted.keys.value.has(key);
  return {
    name: panel.text("muteKey", shortened(key, longestKey)),
    title: panel.text("muteKeyTitle"),
    ticked,
    onSelect: () => (ticked ? muted.unmute(key) : muted.mute(key)),
  };
}

const unknownWords = ([word = ""]: readonly string[], text: SessionTab["panel"]["text"]) =>
  text(word === "size" ? "filterSizeHow" : "filterNoKey", shortened(word, longestWord));

/** UTF-16 units of a word of the filter that are shown. */
const longestWord = 40;

export function Dictionary({ tab, openJson, openDetail, closeDetail, onChoose }: DictionaryProps): VNode {
  const { panel, tree, editing, reader, shown } = tab;
  const { text } = panel;
  const menu = useSignal<Row | null>(null);
  const anchor = useRef<HTMLElement>(null);

  const edit = (row: Row) => {
    if (!editing.editable(row)) return;
    void editing.edit(row).then((opened) => {
      if (!opened) openJson();
    });
  };
  const open = (row: Row) => {
    if (row.root.state === "cut") void reader.whole(row.root.key).catch(() => {});
  };
  const done = (row: Row, next: -1 | 0 | 1) => {
    if (next !== 0) {
      const rows = tree.rows.peek();
      const from = rows.findIndex(({ id }) => id === row.id);
      const after = next === 1 ? rows.slice(from + 1) : rows.slice(0, Math.max(from, 0)).reverse();
      const to = after.find((other) => editing.editable(other) && !other.expandable);
      if (to !== undefined) {
        tree.select(to.id);
        edit(to);
        return;
      }
    }
    tree.focus();
  };
  const remove = () => {
    void editing.remove();
    tree.focus();
  };
  const onKey = (event: KeyboardEvent, row: Row): boolean => {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.key === "Escape") return closeDetail();
    if (event.key === "F2") void editing.rename(row);
    else if (event.key === "Delete" && !command) remove();
    else if (event.key === "Insert" || (event.key === "Enter" && command)) editing.add(row);
    else if (command && key === "d") void editing.duplicate(row);
    else if (command && key === "c" && !event.shiftKey) void editing.copy(row);
    else return false;
    return true;
  };
  const items = (row: Row): readonly MenuItem[] => {
    const fixed = !editing.editable(row);
    return [
      { name: text("editValue"), icon: "pencil", keys: "Enter", disabled: fixed, onSelect: () => edit(row) },
      {
        name: text("rename"),
        keys: "F2",
        disabled: !editing.nameable(row),
        onSelect: () => void editing.rename(row),
      },
      { name: text("addBeside"), icon: "plus", keys: "Insert", onSelect: () => editing.add(row) },
      {
        name: text("duplicate"),
        icon: "clone",
        keys: "Ctrl+D",
        disabled: fixed,
        onSelect: () => void editing.duplicate(row),
      },
      "line",
      muteItem(tab, String(row.path[0])),
      "line",
      {
        name: text("copyJson"),
        icon: "copy",
        keys: "Ctrl+C",
        disabled: row.kind === "hidden",
        onSelect: () => void editing.copy(row),
      },
      { name: text("copyPath"), onSelect: () => void copyText(panel, pathText(row.path)) },
      { name: text("details"), icon: "side-pane", onSelect: openDetail },
      "line",
      { caption: text("sortCaption") },
      {
        name: text("sortStored"),
        checked: tab.sort.value.by === null,
        onSelect: () => {
          tab.sort.value = { by: null, descending: false };
        },
      },
      ...sortings.map((by) => ({
        name: text({ name: "sortName", size: "sortSize", changed: "sortChanged" }[by]),
        checked: tab.sort.value.by === by,
        onSelect: () => {
          tab.sort.value = { by, descending: by !== "name" };
        },
      })),
      "line",
      {
        name: text("delete"),
        icon: "trash",
        keys: "Delete",
        danger: true,
        disabled: !editing.removable(row),
        onSelect: remove,
      },
    ];
  };
  const nothing = tree.filter.value !== "" && tree.rows.value.length === 0;

  return (
    <>
      <Tree
        state={tree}
        label={text("sessionTree")}
        rowHeight={panel.options.value.rowHeight}
        columns={[
          { id: "name", name: text("key"), sorts: true },
          { id: "value", name: text("value") },
          { id: "size", name: text("size"), class: "end c-size-col", sorts: true },
          { id: "changed", name: text("columnChanged"), class: "c-chg-col", sorts: true },
        ]}
        sort={tab.sort.value}
        onSort={(by) => sortBy(tab.sort, by as Sorting)}
        onKey={onKey}
        onEdit={edit}
        onOpen={open}
        onChoose={onChoose}
        onMenu={(row, target) => {
          anchor.current = target;
          menu.value = row;
        }}
      >
        {(row, place) => (
          <SessionRow key={row.id} tab={tab} row={row} place={place} edit={edit} open={open} done={done} />
        )}
      </Tree>
      {nothing && (
        <div class="no-match">
          <Empty
            icon="search"
            title={text("noMatchTitle")}
            actions={
              <Button
                kind="line"
                label={text("clearFilter")}
                onClick={() => {
                  tree.filter.value = "";
                }}
              />
            }
          >
            {text("noMatchText", count(shown.roots.value.length))}
            {tree.unknown.value.length > 0 && ` ${unknownWords(tree.unknown.value, text)}`}
          </Empty>
        </div>
      )}
      {menu.value !== null && (
        <Menu
          label={text("rowMenu", pathText(menu.value.path))}
          anchor={anchor}
          items={items(menu.value)}
          width={240}
          onClose={() => {
            menu.value = null;
          }}
        />
      )}
    </>
  );
}
