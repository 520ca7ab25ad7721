/** The status line of the tab: how many snapshots there are, and where they are kept. */

import type { VNode } from "preact";
import { bytes } from "../../../widgets/format.ts";
import { StatusItem } from "../../../widgets/status.tsx";
import type { SnapshotsState } from "../state.ts";

export function SnapshotsStatus({ state }: { readonly state: SnapshotsState }): VNode | null {
  const { text } = state.panel;
  const { named, automatic, shown, bytes: size } = state.list.counts.value;
  const { value: origin } = state.kept.origin;
  if (state.kept.all.value === null) return null;
  const all = named + automatic;
  return (
    <>
      <StatusItem>
        {all > 0 && (shown < all ? text("cookiesShown", shown, all) : text("snapshotCounts", named, automatic))}
      </StatusItem>
      {all > 0 && <StatusItem low>{bytes(size)}</StatusItem>}
      <span class="spacer" />
      {origin !== null && (
        <span class="not-narrow">
          <StatusItem low>{text("snapshotsKeptFor", new URL(origin).host)}</StatusItem>
        </span>
      )}
    </>
  );
}
