/** The status line of the lab: how far it is, how many cases there are, and where they were asked for. */

import type { VNode } from "preact";
import { StatusItem } from "../../../widgets/status.tsx";
import type { LabState } from "../state.ts";

export function LabStatus({ state }: { readonly state: LabState }): VNode | null {
  const { panel, runner, table, counts, browser, available } = state;
  const { text } = panel;
  if (!available.value) return null;
  const { value: running } = runner.running;
  const { value: took } = runner.took;
  const cases = table.rows.value.length;
  const { differ } = counts.value;
  return (
    <>
      <StatusItem>
        {running !== null
          ? text("labProgress", running.done, running.all)
          : took === null
            ? text("labCount", cases)
            : text("labCountTook", cases, Math.round(took / 100) / 10)}
      </StatusItem>
      {differ > 0 && (
        <StatusItem kind="warn" icon="warning">
          {text("labDifferCount", differ)}
        </StatusItem>
      )}
      <span class="spacer" />
      <StatusItem kind="dim" low>
        {text("labWhere", runner.places.value?.own.origin ?? "", browser)}
      </StatusItem>
    </>
  );
}
