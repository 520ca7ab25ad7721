/** The Store tab: toolbar, the stored sessions, and the current one. */

import type { VNode } from "preact";
import { late } from "../../widgets/late.tsx";
import { Split } from "../../widgets/split.tsx";
import { FailureStrip, ProgressStrip, SearchStrip } from "./bar/strips.tsx";
import { StoreToolbar } from "./bar/toolbar.tsx";
import type { StoreState } from "./state.ts";
import { CannotList } from "./table/no-sessions.tsx";
import { SessionTable } from "./table/session-table.tsx";
import "./style.css";

/** The list is there first. */
const Detail = late(async () => (await import("./detail/detail.tsx")).Detail);

/** Pixels. */
const widthForDetailBeside = 880;
const detailWidth = 372;

export function StoreView({ state }: { readonly state: StoreState }): VNode {
  if (state.cannotList.value !== null) return <CannotList {...state.cannotList.value} />;
  return (
    <>
      <StoreToolbar state={state} />
      <ProgressStrip state={state} />
      <SearchStrip state={state} />
      <Split
        state={state.chosen.split}
        belowUnder={widthForDetailBeside}
        defaultWidth={() => detailWidth}
        main={<SessionTable state={state} />}
        detail={<Detail state={state} />}
      />
      <FailureStrip state={state} />
    </>
  );
}
