/** The Snapshots tab: toolbar, list, and the session as it is now against the current snapshot. */

import type { VNode } from "preact";
import { Split } from "../../widgets/split.tsx";
import { SnapshotsToolbar } from "./bar/toolbar.tsx";
import { Detail } from "./detail/detail.tsx";
import { SnapshotTable } from "./list/snapshot-table.tsx";
import type { SnapshotsState } from "./state.ts";
import "./style.css";

/** Pixels. */
const widthForDetailBeside = 900;
const leastList = 360;

export function SnapshotsView({ state }: { readonly state: SnapshotsState }): VNode | null {
  const { value: all } = state.kept.all;
  if (all === null) return null;
  return (
    <>
      <SnapshotsToolbar state={state} />
      {all.length === 0 ? (
        <SnapshotTable state={state} />
      ) : (
        <Split
          state={state.split}
          belowUnder={widthForDetailBeside}
          defaultWidth={(width) => Math.max(Math.round(width * 0.555), width - 2 * leastList)}
          defaultHeight={300}
          main={<SnapshotTable state={state} />}
          detail={<Detail state={state} />}
        />
      )}
    </>
  );
}
