/** The list of requests, and what stands in its place while there are none. */

import { useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { Button } from "../../../widgets/button.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { Menu } from "../../../widgets/menu.tsx";
import { detailShows, showDetail } from "../../../widgets/split.tsx";
import { Table } from "../../../widgets/table.tsx";
import type { KnownRequest } from "../known/request.ts";
import type { TimelineState } from "../state.ts";
import { columnsOf } from "./columns.tsx";
import { requestItems } from "./request-menu.ts";

interface Props {
  readonly state: TimelineState;
}

/** Pixels. */
const headHeight = 24;

export function RequestTable({ state }: Props): VNode | null {
  const { panel, known, list } = state;
  if (known.facts.value === null) return null;
  if (list.all.value.length === 0) return <NoRequests state={state} />;
  return (
    <div class="request-list">
      <Rows state={state} />
      {list.table.rows.value.length === 0 && (
        <Empty
          icon="search"
          title={panel.text("timelineNoMatch")}
          actions={<Button kind="line" label={panel.text("timelineShowAll")} onClick={list.showAll} />}
        />
      )}
    </div>
  );
}

function NoRequests({ state: { panel, recorder, known } }: Props): VNode {
  const { text } = panel;
  const paused = known.facts.value?.recording === false;
  return (
    <Empty
      icon="timeline"
      title={text("timelineNone")}
      actions={
        paused ? (
          <Button kind="line" label={text("timelineResume")} onClick={() => void recorder.toggle()} />
        ) : (
          <Button kind="line" icon="cycle" label={text("reloadPage")} onClick={() => panel.platform.page.reload()} />
        )
      }
    >
      {text(paused ? "timelineNonePaused" : "timelineNoneText")}
    </Empty>
  );
}

function Rows({ state }: Props): VNode {
  const { panel, list, split } = state;
  const { text } = panel;
  const columns = useMemo(() => columnsOf(state), [state]);
  const menu = useSignal<{ request: KnownRequest; anchor: RefObject<HTMLElement | null> } | null>(null);
  const open = () => showDetail(split, true);
  return (
    <>
      <Table
        state={list.table}
        label={text("timelineList")}
        columns={columns}
        rowHeight={panel.options.value.rowHeight}
        headHeight={headHeight}
        sticksToEnd
        rowClass={({ process }) => (state.known.isOfEarlierProcess(process) ? "is-earlier" : "")}
        onOpen={open}
        onChoose={() => split.mode.peek() === "sheet" && open()}
        onMenu={(request, anchor) => {
          menu.value = { request, anchor: { current: anchor } };
        }}
        onKey={(event) => {
          if (event.key !== "Escape") return false;
          if (state.comparison.a.peek() !== null) state.comparison.end();
          else if (detailShows(split)) showDetail(split, false);
          else return false;
          return true;
        }}
      />
      {menu.value !== null && (
        <Menu
          key={menu.value.request.id}
          label={state.words.name(menu.value.request)}
          anchor={menu.value.anchor}
          items={requestItems(state, menu.value.request)}
          onClose={() => {
            menu.value = null;
          }}
        />
      )}
    </>
  );
}
