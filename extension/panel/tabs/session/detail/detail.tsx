/** The pane beside the tree. It shows the current value as JSON to edit, as it is stored, decoded, and its history. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { assignmentCode } from "../../../../json/code.ts";
import { pathText } from "../../../../json/path.ts";
import { byteSize } from "../../../../json/print.ts";
import { copyText } from "../../../copy.ts";
import { Button } from "../../../widgets/button.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { bytes, count, iso, moment } from "../../../widgets/format.ts";
import { Icon } from "../../../widgets/icon.tsx";
import { Menu, type MenuItem } from "../../../widgets/menu.tsx";
import { type SplitState, showDetail } from "../../../widgets/split.tsx";
import { TabList } from "../../../widgets/tab-list.tsx";
import { childrenAtOnce, type Row, sizeOf, textOf } from "../../../widgets/tree-rows.ts";
import { Glyph, kindNames } from "../../../widgets/tree-value.tsx";
import { Visible } from "../../../widgets/visible.tsx";
import { prettyValue } from "../edits/documents.ts";
import { lastCause } from "../known/attribution.ts";
import type { KnownEntry } from "../known/entry.ts";
import type { DetailTab, SessionTab } from "../state.ts";
import { AllFoot, AllPane } from "./all-keys-pane.tsx";
import { Decoded, useDecoded } from "./decoded.tsx";
import { HistoryFoot, HistoryList, historyOf } from "./history-list.tsx";
import { JsonFoot, JsonPane } from "./json-pane.tsx";
import "./detail.css";

export interface DetailProps {
  readonly tab: SessionTab;
  readonly split: SplitState;
  /** Grows when the JSON editor should have the focus. */
  readonly jsonFocus: number;
}

export function Detail({ tab, split, jsonFocus }: DetailProps): VNode {
  const { panel, tree, detailTab, reader } = tab;
  const { text } = panel;
  const row = tree.current.value;
  const value = row === null ? null : textOf(row);
  const decoded = useDecoded(row?.kind === "string" ? value : null);
  const history = row === null ? [] : historyOf(tab, row.path);

  // A value that is cut short is loaded whole when the user looks at it.
  useEffect(() => {
    if (row?.root.state === "cut") void reader.whole(row.root.key).catch(() => {});
  }, [row?.root]);

  if (row === null) return <p class="detail-empty dim">{text("detailNothing")}</p>;
  if (row.rest !== null) return <p class="detail-empty dim">{text("treeMoreHow", count(childrenAtOnce))}</p>;
  const tabs: readonly DetailTab[] = [
    "json",
    "raw",
    ...(decoded === null ? [] : ["decoded" as const]),
    ...(history.length === 0 ? [] : ["history" as const]),
    "all",
  ];
  const shown = tabs.includes(detailTab.value) ? detailTab.value : "json";
  const names = {
    json: "JSON",
    raw: text("detailRaw"),
    decoded: text("decoded"),
    history: text("history"),
    all: text("detailAll"),
  };
  return (
    <>
      <Top tab={tab} row={row} value={value} split={split} />
      <TabList
        class="subtabs"
        label={text("details")}
        prefix="session-detail"
        selected={shown}
        items={tabs.map((id) => ({ id, name: names[id], count: id === "history" ? history.length : null }))}
        onSelect={(id) => {
          detailTab.value = id as DetailTab;
        }}
      />
      <div
        class="pane"
        id={`session-detail-panel-${shown}`}
        role="tabpanel"
        aria-labelledby={`session-detail-tab-${shown}`}
      >
        {shown === "json" && <JsonPane tab={tab} row={row} value={value} focusRequests={jsonFocus} />}
        {shown === "raw" && <Raw tab={tab} row={row} value={value} />}
        {shown === "decoded" && decoded !== null && <Decoded tab={tab} decoded={decoded} />}
        {shown === "history" && <HistoryList tab={tab} changes={history} path={row.path} />}
        {shown === "all" && <AllPane tab={tab} />}
        {shown === "json" && <FactsOf tab={tab} row={row} value={value} />}
      </div>
      {shown === "json" && <JsonFoot tab={tab} row={row} />}
      {shown === "all" && <AllFoot tab={tab} />}
      {shown === "history" && <HistoryFoot tab={tab} changes={history} path={row.path} />}
    </>
  );
}

interface TopProps {
  readonly tab: SessionTab;
  readonly row: Row;
  readonly value: string | null;
  readonly split: SplitState;
}

function Top({ tab, row, value, split }: TopProps): VNode {
  const { text } = tab.panel;
  const open = useSignal(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const copy = (content: string) => () => void copyText(tab.panel, content);
  const path = pathText(row.path);
  const members = tab.panel.hello.value?.members ?? [];
  const items: readonly MenuItem[] =
    value === null
      ? []
      : [
          { name: text("copyJson"), onSelect: copy(value) },
          { name: text("copyPretty"), onSelect: copy(prettyValue(value)) },
          ...(row.kind === "string" || row.kind === "date"
            ? [{ name: text("copyText"), onSelect: copy(JSON.parse(value) as string) }]
            : []),
          { name: text("copyCode"), onSelect: () => copy(assignmentCode(row.path, value, members))() },
          { name: text("copyPath"), onSelect: copy(path) },
        ];
  return (
    <div class="top">
      <Glyph kind={row.kind} />
      <span class="crumbs grow" title={path}>
        {row.path.map((step, index) => (
          <span key={index} class="crumb">
            {index > 0 && <Icon name="chevron-right" />}
            <Visible text={String(step)} />
          </span>
        ))}
      </span>
      {value !== null && (
        <>
          <CopyButton value={value} label={text("copyValue")} />
          <Button
            ref={anchor}
            icon="more"
            iconOnly
            label={text("copyAs")}
            popup="menu"
            expanded={open.value}
            onClick={() => {
              open.value = !open.value;
            }}
          />
          {open.value && (
            <Menu
              label={text("copyAs")}
              anchor={anchor}
              items={items}
              onClose={() => {
                open.value = false;
              }}
            />
          )}
        </>
      )}
      <Button
        icon="close"
        iconOnly
        label={text("closeDetails")}
        keys="Esc"
        onClick={() => {
          showDetail(split, false);
          tab.tree.focus();
        }}
      />
    </div>
  );
}

function Raw({ tab, row, value }: { tab: SessionTab; row: Row; value: string | null }): VNode {
  const { text } = tab.panel;
  const stored = value ?? row.root.text;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it
    <pre class="raw" tabIndex={0}>
      {stored === "" ? text("hiddenByServer") : stored}
    </pre>
  );
}

/** Type, size, path, last change. */
function FactsOf({ tab, row, value }: { tab: SessionTab; row: Row; value: string | null }): VNode {
  const { panel, changeLog, words } = tab;
  const { text, now } = panel;
  const inside =
    row.count === null
      ? ""
      : `, ${text(
          row.kind === "list" ? (row.count === 1 ? "itemOne" : "itemMany") : row.count === 1 ? "keyOne" : "keyMany",
          `${row.count}`,
        )}`;
  const recorded = row.level === 1 ? ((row.root as KnownEntry).changed ?? null) : null;
  const cause = lastCause(changeLog.lastChange(row.path), recorded);
  return (
    <div class="sect facts-of">
      <dl class="kv">
        <dt>{text("detailType")}</dt>
        <dd>
          {text(kindNames[row.kind])}
          {inside}
        </dd>
        <dt>{text("size")}</dt>
        <dd>{bytes(value === null ? sizeOf(row) : byteSize(value))}</dd>
        <dt>{text("path")}</dt>
        <dd>
          <span class="mono cut">{pathText(row.path)}</span>
          <CopyButton value={pathText(row.path)} label={text("copyPath")} />
        </dd>
        {cause !== null && (
          <>
            <dt>{text("detailChanged")}</dt>
            <dd>
              <time dateTime={iso(cause.at)} title={iso(cause.at)}>
                {moment(cause.at, now.value)}
              </time>
              <span class="dim">{text("detailBy")}</span>
              <CutLine class={cause.by === "request" ? "mono" : ""}>{words.by(cause)}</CutLine>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
