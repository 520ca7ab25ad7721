/** The session as it is now against the current snapshot, in the direction of restoring. */

import type { VNode } from "preact";
import { countsRevisions } from "../../../engine.ts";
import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import { Diff } from "../../../widgets/diff.tsx";
import type { DiffRow } from "../../../widgets/diff-rows.ts";
import { Empty } from "../../../widgets/empty.tsx";
import { moment } from "../../../widgets/format.ts";
import { detailShows, showDetail } from "../../../widgets/split.tsx";
import type { SnapshotsState } from "../state.ts";
import { DetailHead } from "./head.tsx";

interface Props {
  readonly state: SnapshotsState;
}

export function Detail({ state }: Props): VNode | null {
  const { value: current } = state.list.table.current;
  if (current === null && state.list.table.rows.value.length === 0) return null;
  if (current === null) return <Empty icon="camera" title={state.panel.text("snapshotNoneChosen")} />;
  return (
    <>
      <DetailHead state={state} snapshot={current} />
      <Compared state={state} snapshot={current} />
    </>
  );
}

function Compared({ state, snapshot }: Props & { readonly snapshot: KeptSnapshot }): VNode | null {
  const { panel, reader, comparison, split } = state;
  const { text, clock, options } = panel;
  if (reader.reading.value === null)
    return reader.failure.value === null ? null : <Failure text={reader.failure.value} />;
  const { value: session } = reader.session;
  return (
    <Diff
      state={comparison.diff}
      label={text("snapshotDiff")}
      rowHeight={options.value.rowHeight}
      before={{
        name: text("snapshotNow"),
        ...(session !== null && countsRevisions(panel.hello.value) && { aside: `${session.revision}` }),
      }}
      after={{ name: text("snapshotOne"), aside: moment(snapshot.takenAt, clock.peek()) }}
      gutter={(row) => <KeyTick state={state} row={row} />}
      onKey={(event, row) => {
        if (event.key === " " && isChoosable(row)) comparison.toggle(row.name);
        else if (event.key === "Escape" && detailShows(split)) {
          showDetail(split, false);
          state.list.table.focus();
        } else return false;
        return true;
      }}
    />
  );
}

const Failure = ({ text }: { readonly text: string }): VNode => <p class="failure">{text}</p>;

/** A key that differs can be left as it is. */
const isChoosable = (row: DiffRow): boolean =>
  row.level === 1 && row.sign !== null && row.sign !== "same" && row.rest === null && row.fold === null;

function KeyTick({ state, row }: Props & { readonly row: DiffRow }): VNode | null {
  const { panel, comparison } = state;
  if (!isChoosable(row)) return null;
  const isCurrent = comparison.diff.current.value?.id === row.id;
  return (
    <input
      type="checkbox"
      class="key-tick"
      aria-label={panel.text("snapshotRestoreKey", row.name)}
      title={panel.text("snapshotRestoreKey", row.name)}
      checked={!comparison.left.value.has(row.name)}
      // The tree is one tab stop. From the current row, Tab goes on to the box in it.
      tabIndex={isCurrent ? 0 : -1}
      onChange={() => comparison.toggle(row.name)}
    />
  );
}
