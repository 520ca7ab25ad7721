/** The Cookies tab: toolbar, table, detail, status. */

import { useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { visible } from "../../../json/visible.ts";
import { Button } from "../../widgets/button.tsx";
import { CutLine } from "../../widgets/cut-line.tsx";
import { Empty } from "../../widgets/empty.tsx";
import { bytes, shortened } from "../../widgets/format.ts";
import { Icon } from "../../widgets/icon.tsx";
import { Menu } from "../../widgets/menu.tsx";
import { detailShows, Split, showDetail } from "../../widgets/split.tsx";
import { StatusItem } from "../../widgets/status.tsx";
import { Strip } from "../../widgets/strip.tsx";
import { Table } from "../../widgets/table.tsx";
import { Bar } from "./bar/bar.tsx";
import { Detail } from "./detail/detail.tsx";
import type { Row } from "./known/cookie-rows.ts";
import type { CookiesState } from "./state.ts";
import { problemId } from "./table/cell-field.tsx";
import { columnsOf } from "./table/columns.tsx";
import { unreadable } from "./table/filter.ts";
import { copyChosen, rowItems } from "./table/row-menu.ts";
import "./style.css";

interface Props {
  readonly state: CookiesState;
}

export function CookiesView({ state }: Props): VNode {
  return (
    <>
      <Bar state={state} />
      <Split
        state={state.split}
        belowUnder={1240}
        defaultWidth={() => 384}
        main={<List state={state} />}
        detail={<Detail state={state} />}
      />
    </>
  );
}

/** Heights as the styles have them, pixels: of a row in two lines, of the head. */
const narrowRow = 44;
const headHeight = 24;

function List({ state }: Props): VNode | null {
  const { panel, table, observed } = state;
  const { text } = panel;
  const columns = useMemo(() => columnsOf(state), [state]);
  const menu = useSignal<{ row: Row; anchor: RefObject<HTMLElement | null> } | null>(null);
  const { value: page } = observed.page;
  const refused = panel.allowed.value === false && page !== null;
  const { value: counts } = state.counts;
  if (page === null || (observed.jar.value.at === 0 && !refused)) return null;
  if (counts.all === 0) {
    return refused ? (
      <Empty
        icon="lock"
        title={text("notAllowedTitle", page.hostname)}
        code={`*://${page.hostname}/*`}
        actions={
          <Button kind="primary" label={text("notAllowedAllow", page.hostname)} onClick={() => void panel.allow()} />
        }
      >
        {text("notAllowedText")}
      </Empty>
    ) : (
      <NoCookies state={state} page={page} />
    );
  }
  const hidden = state.hidden.value.split(" ").filter(Boolean);
  const narrow = state.split.mode.value === "sheet";
  return (
    <div class={`cookie-list ${hidden.map((id) => `no-${id}`).join(" ")}`}>
      {refused && (
        <Strip kind="warn" icon="lock">
          <CutLine class="grow">{text("notAllowedTitle", page.hostname)}</CutLine>
          <Button kind="line" small label={text("notAllowedAllow", page.hostname)} onClick={() => void panel.allow()} />
        </Strip>
      )}
      <Table
        state={table}
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
          if (state.split.mode.peek() === "sheet") showDetail(state.split, true);
        }}
        onMenu={(row, anchor) => {
          menu.value = { row, anchor: { current: anchor } };
        }}
        onKey={(event, row) => onRowKey(state, event, row)}
      />
      {counts.shown === 0 && (
        <Empty
          icon="search"
          title={text("noCookieMatches")}
          actions={
            <Button
              kind="line"
              label={text("clearFilter")}
              onClick={() => {
                state.filter.value = "";
              }}
            />
          }
        />
      )}
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
    </div>
  );
}

function NoCookies({ state: { panel }, page }: Props & { readonly page: URL }): VNode {
  const { text, platform } = panel;
  const shows = platform.cookies.shows(page.origin);
  return (
    <Empty icon="cookie" title={shows ? text("noCookies") : text("cookiesClosed", page.hostname)}>
      {text(shows ? "noCookiesText" : "cookiesClosedText")}
    </Empty>
  );
}

function rowClass(state: CookiesState, row: Row): string {
  const drafted = state.drafts.all.value.has(row.id);
  const bad = drafted && state.drafts.problemOf(row) !== null;
  return [
    row.refused && "is-refused",
    state.isOrphan(row) && "is-orphan",
    drafted && `mark ${bad ? "m-err" : "m-edit"}`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** A second line of the row: why what was typed cannot be saved. */
function problemLine(state: CookiesState, row: Row): VNode | null {
  const { drafts, panel } = state;
  const problem = drafts.cell.value?.id === row.id && drafts.told.value ? drafts.problemOf(row) : null;
  if (problem === null) return null;
  return (
    <p id={problemId(row)} class="problem">
      <Icon name="error" />
      {panel.text(...problem.sentence)}
    </p>
  );
}

function openCell(state: CookiesState, row: Row, column: string | null): void {
  if (row.refused) state.open(row);
  else if (column === "httpOnly" || column === "secure") void state.flip(row, column);
  else state.edit(row, column ?? "value");
}

function onRowKey(state: CookiesState, event: KeyboardEvent, row: Row): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (event.key === "Delete") void state.remove(state.chosen());
  else if (event.key === "F2") state.edit(row, "name");
  else if (command && event.key === "c") void copyChosen(state);
  else if (command && event.key === "d") state.startAdding(row);
  else if (event.key === "Escape" && detailShows(state.split)) showDetail(state.split, false);
  else return false;
  return true;
}

/** UTF-16 units of a word of the filter that are shown. */
const longestWord = 20;

export function CookiesStatus({ state }: Props): VNode {
  const { text } = state.panel;
  const wrong = unreadable(state.filter.value);
  const { held, shown, bytes: size, thirdParty, refused, warnings, all } = state.counts.value;
  return (
    <>
      <StatusItem>
        {shown < all
          ? text("cookiesShown", `${shown}`, `${all}`)
          : text(held === 1 ? "cookieCount" : "cookiesCount", `${held}`, bytes(size))}
      </StatusItem>
      {wrong !== null && (
        <StatusItem kind="warn" icon="warning">
          {text(wrong.compares ? "filterCompareHow" : "filterNoWord", shortened(wrong.word, longestWord))}
        </StatusItem>
      )}
      {thirdParty > 0 && <StatusItem low>{text("thirdPartyCount", `${thirdParty}`)}</StatusItem>}
      {refused > 0 && (
        <StatusItem kind="err" icon="ban">
          {text("refusedCount", `${refused}`)}
        </StatusItem>
      )}
      {warnings > 0 && (
        <StatusItem kind="warn" icon="warning">
          {text(warnings === 1 ? "warningCount" : "warningsCount", `${warnings}`)}
        </StatusItem>
      )}
    </>
  );
}
