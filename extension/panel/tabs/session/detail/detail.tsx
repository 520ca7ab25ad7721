/** The pane beside the tree. It shows the current value as JSON to edit, as it is stored, decoded, and its history. */

import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Path } from "../../../../json/path.ts";
import { count } from "../../../widgets/format.ts";
import { late } from "../../../widgets/late.tsx";
import type { SplitState } from "../../../widgets/split.tsx";
import { TabList } from "../../../widgets/tab-list.tsx";
import { childrenAtOnce, type TreeRow, textOf } from "../../../widgets/tree-rows.ts";
import type { DetailTab, SessionTab } from "../state.ts";
import { historyOf } from "./history.ts";
import { DetailTop } from "./top.tsx";
import { useDecoded } from "./use-decoded.ts";
import { ValueFacts } from "./value-facts.tsx";
import "./detail.css";

const JsonPane = late(async () => (await import("../../../session/json/json-pane.tsx")).JsonPane);
const JsonFoot = late(async () => (await import("../../../session/json/json-pane.tsx")).JsonFoot);
const Decoded = late(async () => (await import("./decoded.tsx")).Decoded);
const HistoryList = late(async () => (await import("./history-list.tsx")).HistoryList);
const HistoryFoot = late(async () => (await import("./history-list.tsx")).HistoryFoot);
const AllPane = late(async () => (await import("./all-keys-pane.tsx")).AllPane);
const AllFoot = late(async () => (await import("./all-keys-pane.tsx")).AllFoot);

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

  const showOther = (path: Path) => {
    if (path.length > 0) tree.reveal(path);
    else detailTab.value = "all";
  };
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
      <DetailTop tab={tab} row={row} value={value} split={split} />
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
        {shown === "json" && <JsonPane shown={tab} row={row} value={value} focusRequests={jsonFocus} />}
        {shown === "raw" && <Raw tab={tab} row={row} value={value} />}
        {shown === "decoded" && decoded !== null && <Decoded tab={tab} decoded={decoded} />}
        {shown === "history" && <HistoryList tab={tab} changes={history} path={row.path} />}
        {shown === "all" && <AllPane tab={tab} />}
        {shown === "json" && <ValueFacts tab={tab} row={row} value={value} />}
      </div>
      {shown === "json" && <JsonFoot shown={tab} row={row} onOther={showOther} />}
      {shown === "all" && <AllFoot tab={tab} />}
      {shown === "history" && <HistoryFoot tab={tab} changes={history} path={row.path} />}
    </>
  );
}

function Raw({ tab, row, value }: { tab: SessionTab; row: TreeRow; value: string | null }): VNode {
  const { text } = tab.panel;
  const stored = value ?? row.root.text;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it
    <pre class="raw" tabIndex={0}>
      {stored === "" ? text("hiddenByServer") : stored}
    </pre>
  );
}
