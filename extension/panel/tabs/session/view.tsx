/** The Session tab: facts, toolbar, the dictionary, and the current value. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { Dictionary } from "../../session/tree/dictionary.tsx";
import { WaitingStrip } from "../../session/tree/late-parts.ts";
import type { Panel } from "../../state.ts";
import { late } from "../../widgets/late.tsx";
import { createSplit, detailShows, Split, type SplitState, showDetail } from "../../widgets/split.tsx";
import { Facts } from "./bar/facts.tsx";
import { SessionToolbar } from "./bar/toolbar.tsx";
import { Detail } from "./detail/detail.tsx";
import type { SessionTab } from "./state.ts";
import "./style.css";

export { SessionStatus } from "./bar/status.tsx";

const FailureStrip = late(async () => (await import("./bar/failure-strip.tsx")).FailureStrip);
const NoKeys = late(async () => (await import("./tree/no-keys.tsx")).NoKeys);

/** Width of the detail pane, pixels. @param all width of both panes. */
const detailWidth = (all: number) => (all < 1100 ? 336 : 400);

export const createSessionSplit = ({ remember }: Panel): SplitState => createSplit(remember, "session");

export interface SessionViewProps {
  readonly tab: SessionTab;
  readonly split: SplitState;
}

export function SessionView({ tab, split }: SessionViewProps): VNode | null {
  const { reader } = tab;
  if (reader.reading.value === null && reader.failure.value === null) return null;
  return (
    <>
      {tab.pending.waiting.value.length > 0 && <WaitingStrip shown={tab} />}
      <Facts tab={tab} />
      <SessionToolbar tab={tab} split={split} />
      {hasRows(tab) ? <Panes tab={tab} split={split} /> : <NoKeys tab={tab} />}
      {reader.failure.value !== null && <FailureStrip tab={tab} />}
    </>
  );
}

/** Are there rows to show: keys, unsaved edits, or ghosts? */
const hasRows = ({ reader, overlay, pending, ghosts }: SessionTab): boolean =>
  reader.session.value !== null &&
  (overlay.roots.value.length > 0 || pending.edits.value.size > 0 || ghosts.value.length > 0);

/** The dictionary, and beside it the current value. */
function Panes({ tab, split }: SessionViewProps): VNode {
  const jsonFocus = useSignal(0);
  return (
    <Split
      state={split}
      defaultWidth={detailWidth}
      main={
        <Dictionary
          shown={tab}
          openJson={() => {
            showDetail(split, true);
            tab.detailTab.value = "json";
            jsonFocus.value += 1;
          }}
          openDetail={() => {
            showDetail(split, true);
            tab.tree.focus();
          }}
          closeDetail={() => {
            if (!detailShows(split)) return false;
            showDetail(split, false);
            return true;
          }}
          onChoose={() => {
            if (split.mode.peek() === "sheet") showDetail(split, true);
          }}
        />
      }
      detail={<Detail tab={tab} split={split} jsonFocus={jsonFocus.value} />}
    />
  );
}
