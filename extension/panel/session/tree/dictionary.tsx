/** The tree of the session, with its keys and menus. */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../widgets/button.tsx";
import { Empty } from "../../widgets/empty.tsx";
import { count, shortened } from "../../widgets/format.ts";
import { Tree } from "../../widgets/tree.tsx";
import type { TreeRow } from "../../widgets/tree-rows.ts";
import { type Sorting, sortBy } from "../known/key-order.ts";
import type { ShownSession } from "../shown-session.ts";
import { RowMenu } from "./late-parts.ts";
import { SessionRow } from "./row.tsx";
import type { RowCommands } from "./row-menu.tsx";

export interface DictionaryProps {
  readonly shown: ShownSession;
  openJson(): void;
  openDetail(): void;
  /** @returns false if there is none to close. */
  closeDetail(): boolean;
  /** A row was clicked or tapped. */
  onChoose(): void;
}

export function Dictionary(props: DictionaryProps): VNode {
  const { shown, onChoose } = props;
  const { panel, tree } = shown;
  const menu = useSignal<TreeRow | null>(null);
  const anchor = useRef<HTMLElement>(null);
  const { edit, open, done, remove, onKey } = rowHandlers(props);
  return (
    <>
      <Tree
        state={tree}
        label={panel.text("sessionTree")}
        rowHeight={panel.options.value.rowHeight}
        columns={columnsOf(panel.text)}
        sort={shown.sort.value}
        onSort={(by) => sortBy(shown.sort, by as Sorting)}
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
          <SessionRow key={row.id} shown={shown} row={row} place={place} edit={edit} open={open} done={done} />
        )}
      </Tree>
      {tree.filter.value !== "" && tree.rows.value.length === 0 && <NoMatch shown={shown} />}
      {menu.value !== null && (
        <RowMenu
          shown={shown}
          row={menu.value}
          commands={{ edit, remove, openDetail: props.openDetail }}
          anchor={anchor}
          onClose={() => close(menu)}
        />
      )}
    </>
  );
}

const close = (menu: Signal<TreeRow | null>) => {
  menu.value = null;
};

const columnsOf = (text: ShownSession["panel"]["text"]) => [
  { id: "name", name: text("key"), sorts: true },
  { id: "value", name: text("value") },
  { id: "size", name: text("size"), class: "end c-size-col", sorts: true },
  { id: "changed", name: text("columnChanged"), class: "c-chg-col", sorts: true },
];

interface RowHandlers extends Pick<RowCommands, "edit" | "remove"> {
  open(row: TreeRow): void;
  /** A cell was closed. @param next the row to edit then: the next (1), the one before (-1), or none (0). */
  done(row: TreeRow, next: -1 | 0 | 1): void;
  onKey(event: KeyboardEvent, row: TreeRow): boolean;
}

function rowHandlers({ shown, openJson, closeDetail }: DictionaryProps): RowHandlers {
  const { tree, rowActions, reader } = shown;
  const edit = (row: TreeRow) => {
    if (!rowActions.editable(row)) return;
    void rowActions.edit(row).then((opened) => {
      if (!opened) openJson();
    });
  };
  const remove = () => {
    void rowActions.remove();
    tree.focus();
  };
  return {
    edit,
    remove,
    open(row) {
      if (row.root.state === "cut") void reader.whole(row.root.key).catch(() => {});
    },
    done(row, next) {
      const to = next === 0 ? undefined : nextEditable(shown, row, next);
      if (to === undefined) return tree.focus();
      tree.select(to.id);
      edit(to);
    },
    onKey(event, row) {
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (event.key === "Escape") return closeDetail();
      if (row.rest !== null) return false;
      if (event.key === "F2") void rowActions.rename(row);
      else if (event.key === "Delete" && !command) remove();
      else if (event.key === "Insert" || (event.key === "Enter" && command)) rowActions.add(row);
      else if (command && key === "d") void rowActions.duplicate(row);
      else if (command && key === "c" && !event.shiftKey) void rowActions.copy(row);
      else return false;
      return true;
    },
  };
}

/** The next value that can be edited in its cell, downwards or upwards. */
function nextEditable({ tree, rowActions }: ShownSession, { id }: TreeRow, next: -1 | 1): TreeRow | undefined {
  const rows = tree.rows.peek();
  const from = rows.findIndex((row) => row.id === id);
  const after = next === 1 ? rows.slice(from + 1) : rows.slice(0, Math.max(from, 0)).reverse();
  return after.find((row) => rowActions.editable(row) && !row.expandable);
}

/** UTF-16 units of a word of the filter that are shown. */
const longestWord = 40;

/** The filter finds nothing. */
function NoMatch({ shown }: { shown: ShownSession }): VNode {
  const { panel, tree, overlay } = shown;
  const { text } = panel;
  const [unknown] = tree.unknown.value;
  const clear = () => {
    tree.filter.value = "";
  };
  return (
    <div class="no-match">
      <Empty
        icon="search"
        title={text("noMatchTitle")}
        actions={<Button kind="line" label={text("clearFilter")} onClick={clear} />}
      >
        {text("noMatchText", count(overlay.roots.value.length))}
        {unknown !== undefined &&
          ` ${text(unknown === "size" ? "filterSizeHow" : "filterNoKey", shortened(unknown, longestWord))}`}
      </Empty>
    </div>
  );
}
