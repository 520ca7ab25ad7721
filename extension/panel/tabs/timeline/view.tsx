/** The Timeline tab: toolbar, the requests, and what the current one did. */

import type { VNode } from "preact";
import { Split } from "../../widgets/split.tsx";
import { RecorderStrip } from "./bar/recorder-strip.tsx";
import { TimelineToolbar } from "./bar/toolbar.tsx";
import { Detail } from "./detail/detail.tsx";
import type { TimelineState } from "./state.ts";
import { RequestTable } from "./table/request-table.tsx";
import "./style.css";

/** Pixels. */
const widthForDetailBeside = 880;
const detailHeight = 300;
const detailShare = 0.51;

export const TimelineView = ({ state }: { readonly state: TimelineState }): VNode => (
  <>
    <TimelineToolbar state={state} />
    <RecorderStrip state={state} />
    <Split
      state={state.split}
      belowUnder={widthForDetailBeside}
      defaultWidth={(all) => Math.round(all * detailShare)}
      defaultHeight={detailHeight}
      main={<RequestTable state={state} />}
      detail={<Detail state={state} />}
    />
  </>
);
