/** The table of the stored sessions, and what stands in its place while there are none. */

import { useComputed, useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { visible } from "../../../../json/visible.ts";
import { Menu } from "../../../widgets/menu.tsx";
import { showDetail } from "../../../widgets/split.tsx";
import { Table } from "../../../widgets/table.tsx";
import { isExpired, type StoredRow } from "../list/stored-row.ts";
import type { StoreState } from "../state.ts";
import { columnsOf } from "./columns.tsx";
import { NoSessions } from "./no-sessions.tsx";
import { onRowKey, rowItems } from "./row-menu.ts";

/** Heights of a row in two lines and of the head, pixels. style.css has the same. */
const narrowRow = 44;
const headHeight = 24;

const moments = [
  ["createdAt", "without-created"],
  ["modifiedAt", "without-modified"],
  ["expiresAt", "without-expires"],
] as const;

/** Classes that hide the columns of moments that the library keeps of no session. */
const withoutMoments = (rows: readonly StoredRow[]): string =>
  moments
    .flatMap(([name, hides]) => (rows.length > 0 && rows.every((row) => row[name] === null) ? [hides] : []))
    .join(" ");

export function SessionTable({ state }: { readonly state: StoreState }): VNode {
  const { panel, list, chosen } = state;
  const { text } = panel;
  const columns = useComputed(() => columnsOf(state)).value;
  const menu = useSignal<{ row: StoredRow; anchor: RefObject<HTMLElement | null> } | null>(null);
  const narrow = chosen.split.mode.value === "sheet";
  return (
    <div class={`session-list ${withoutMoments(list.pages.rows.value)}`}>
      {list.pages.known.value && (
        <Table
          state={list.table}
          label={text("storeTable")}
          columns={columns}
          rowHeight={narrow ? narrowRow : panel.options.value.rowHeight}
          headHeight={narrow ? 0 : headHeight}
          tickAllLabel={text("storeSelectPage")}
          tickLabel={(row) => text("selectOne", row.handle)}
          rowClass={(row) => (row.gone ? "is-gone" : isExpired(row, panel.now.value) ? "is-expired" : "")}
          onOpen={chosen.open}
          onChoose={() => {
            if (narrow) showDetail(chosen.split, true);
          }}
          onMenu={(row, anchor) => {
            menu.value = { row, anchor: { current: anchor } };
          }}
          onKey={(event, row) => onRowKey(state, event, row)}
        />
      )}
      <NoSessions state={state} />
      {menu.value !== null && (
        <Menu
          key={menu.value.row.handle}
          label={visible(menu.value.row.handle)}
          anchor={menu.value.anchor}
          items={rowItems(state, menu.value.row)}
          onClose={() => {
            menu.value = null;
          }}
        />
      )}
    </div>
  );
}
