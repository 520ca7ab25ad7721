/** The table of the cookies, and what stands in its place while there are none. */

import { useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { visible } from "../../../../json/visible.ts";
import { Button } from "../../../widgets/button.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { Menu } from "../../../widgets/menu.tsx";
import { detailShows, showDetail } from "../../../widgets/split.tsx";
import { Table } from "../../../widgets/table.tsx";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";
import { problemId } from "./cell-field.tsx";
import { columnsOf } from "./columns.tsx";
import { NoCookies, NotAllowed, NotAllowedStrip } from "./no-cookies.tsx";
import { copyChosen, rowItems } from "./row-menu.ts";

interface Props {
  readonly state: CookiesState;
}

export function CookieTable({ state }: Props): VNode | null {
  const { panel, list, known } = state;
  const { value: page } = known.page;
  const notAllowed = panel.allowed.value === false && page !== null;
  const { value: counts } = list.counts;
  if (page === null || (known.jar.value.at === 0 && !notAllowed)) return null;
  if (counts.all === 0) {
    return notAllowed ? <NotAllowed state={state} page={page} /> : <NoCookies state={state} page={page} />;
  }
  const hidden = list.hiddenColumns.value.split(" ").filter(Boolean);
  return (
    <div class={`cookie-list ${hidden.map((id) => `no-${id}`).join(" ")}`}>
      {notAllowed && <NotAllowedStrip state={state} page={page} />}
      <Rows state={state} />
    </div>
  );
}

/** Heights of a row in two lines and of the head, pixels. style.css has the same. */
const narrowRow = 44;
const headHeight = 24;

function Rows({ state }: Props): VNode {
  const { panel, list, detail } = state;
  const { text } = panel;
  const columns = useMemo(() => columnsOf(state), [state]);
  const menu = useSignal<{ row: CookieRow; anchor: RefObject<HTMLElement | null> } | null>(null);
  const narrow = detail.split.mode.value === "sheet";
  return (
    <>
      <Table
        state={list.table}
        label={text("cookies")}
        columns={columns}
        rowHeight={narrow ? narrowRow : panel.options.value.rowHeight}
        headHeight={narrow ? 0 : headHeight}
        tickAllLabel={text("selectAll")}
        tickLabel={(row) => text("selectOne", row.cookie.name)}
        rowClass={(row) => rowClass(state, row)}
        below={(row) => problemLine(state, row)}
        onOpen={(row, column) => openCell(state, row, column)}
        onChoose={() => {
          if (detail.split.mode.peek() === "sheet") showDetail(detail.split, true);
        }}
        onMenu={(row, anchor) => {
          menu.value = { row, anchor: { current: anchor } };
        }}
        onKey={(event, row) => onRowKey(state, event, row)}
      />
      {list.counts.value.shown === 0 && <NothingFound state={state} />}
      {menu.value !== null && (
        <Menu
          key={menu.value.row.id}
          label={visible(menu.value.row.cookie.name)}
          anchor={menu.value.anchor}
          items={rowItems(state, menu.value.row)}
          onClose={() => {
            menu.value = null;
          }}
        />
      )}
    </>
  );
}

function NothingFound({ state: { panel, list } }: Props): VNode {
  const clear = () => {
    list.filter.typed.value = "";
  };
  return (
    <Empty
      icon="search"
      title={panel.text("noCookieMatches")}
      actions={<Button kind="line" label={panel.text("clearFilter")} onClick={clear} />}
    />
  );
}

function rowClass({ drafts, list }: CookiesState, row: CookieRow): string {
  const drafted = drafts.all.value.has(row.id);
  const mark = drafted && drafts.problemOf(row) !== null ? "m-err" : "m-edit";
  return [row.refused && "is-refused", list.isOrphan(row) && "is-orphan", drafted && `mark ${mark}`]
    .filter(Boolean)
    .join(" ");
}

/** A second line of the row: why its draft cannot be saved. */
function problemLine({ drafts, panel }: CookiesState, row: CookieRow): VNode | null {
  const shown = drafts.cell.value?.id === row.id && drafts.problemShown.value;
  const problem = shown ? drafts.problemOf(row) : null;
  if (problem === null) return null;
  return (
    <p id={problemId(row)} class="problem">
      <Icon name="error" />
      {panel.text(...problem.sentence)}
    </p>
  );
}

function openCell({ detail, rowEdits }: CookiesState, row: CookieRow, column: string | null): void {
  if (row.refused) detail.open(row);
  else if (column === "httpOnly" || column === "secure") void rowEdits.toggle(row, column);
  else rowEdits.edit(row, column ?? "value");
}

function onRowKey(state: CookiesState, event: KeyboardEvent, row: CookieRow): boolean {
  const { addForm, detail, list, rowEdits } = state;
  const command = event.ctrlKey || event.metaKey;
  if (event.key === "Delete") void rowEdits.remove(list.chosen());
  else if (event.key === "F2") rowEdits.edit(row, "name");
  else if (command && event.key === "c") void copyChosen(state);
  else if (command && event.key === "d") addForm.open(row);
  else if (event.key === "Escape" && detailShows(detail.split)) showDetail(detail.split, false);
  else return false;
  return true;
}
