/** The table of the cases: what was asked for, what the rules say, and what this browser did. */

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { Badge } from "../../../widgets/badge.tsx";
import { Table } from "../../../widgets/table.tsx";
import { HalfHead } from "../bar/toolbar.tsx";
import { differs, isSkipped, type LabRow } from "../results/lab-rows.ts";
import type { LabState } from "../state.ts";
import { columnsOf } from "./columns.tsx";
import { CaseDetails } from "./details.tsx";

interface Props {
  readonly state: LabState;
}

const headHeight = 24;

export function Cases({ state }: Props): VNode {
  const { panel, table, opened } = state;
  const { text } = panel;
  const columns = useMemo(() => columnsOf(state), [state]);
  const toggle = (row: LabRow) => {
    opened.value = opened.peek() === row.one.id ? null : row.one.id;
  };
  return (
    <section class="half cases" aria-label={text("labCases")} data-pane>
      <HalfHead state={state} half="matrix" title={text("labCases")} run={text("labRunCases")}>
        <Totals state={state} />
      </HalfHead>
      <Table
        state={table}
        label={text("labCases")}
        columns={columns}
        rowHeight={panel.options.value.rowHeight}
        headHeight={headHeight}
        rowClass={(row) => (differs(row) ? "mark m-warn differs" : isSkipped(row) ? "is-skipped" : "")}
        below={(row) => (opened.value === row.one.id ? <CaseDetails state={state} row={row} /> : null)}
        onOpen={toggle}
        onMenu={toggle}
        onKey={(event, row) => {
          const open = opened.peek() === row.one.id;
          if ((event.key === "ArrowRight" && !open) || (event.key === "ArrowLeft" && open)) toggle(row);
          else if (event.key === "Escape" && opened.peek() !== null) opened.value = null;
          else return false;
          return true;
        }}
      />
    </section>
  );
}

function Totals({ state: { panel, counts } }: Props): VNode {
  const { text } = panel;
  const { kept, changed, refused, skipped } = counts.value;
  return (
    <span class="totals">
      {kept > 0 && (
        <Badge kind="ok" icon="ok">
          {text("labKeptCount", kept)}
        </Badge>
      )}
      {changed > 0 && (
        <Badge kind="chg" icon="altered">
          {text("labChangedCount", changed)}
        </Badge>
      )}
      {refused > 0 && (
        <Badge kind="err" icon="ban">
          {text("refusedCount", refused)}
        </Badge>
      )}
      {skipped > 0 && <Badge>{text("labSkippedCount", skipped)}</Badge>}
    </span>
  );
}
