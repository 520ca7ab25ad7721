/** Opens the Snapshots tab: its state and its view, which load together when the tab is first shown. */

import { computed } from "@preact/signals";
import type { Panel } from "../../state.ts";
import type { OpenTab } from "../../tab.ts";
import { SnapshotsStatus } from "./bar/status.tsx";
import { createSnapshots } from "./state.ts";
import { SnapshotsView } from "./view.tsx";

export async function openSnapshots(panel: Panel, end: AbortSignal): Promise<OpenTab> {
  const state = createSnapshots(panel, end);
  // The tab is shown with its rows, of which one takes the focus.
  await state.kept.read();
  return {
    View: () => SnapshotsView({ state }),
    Status: () => SnapshotsStatus({ state }),
    count: computed(() => state.kept.all.value?.length || null),
    onKey: (event) => state.onKey(event),
  };
}
