/** Opens the Timeline tab: its state and its view, which load together when the tab is first shown. */

import { computed } from "@preact/signals";
import type { Panel } from "../../state.ts";
import type { OpenTab } from "../../tab.ts";
import { TimelineStatus } from "./bar/status.tsx";
import { createTimeline } from "./state.ts";
import { TimelineView } from "./view.tsx";

export function openTimeline(panel: Panel, end: AbortSignal): OpenTab {
  const state = createTimeline(panel, end);
  return {
    View: () => TimelineView({ state }),
    Status: () => TimelineStatus({ state }),
    count: computed(() => state.list.all.value.length || null),
    onKey: state.onKey,
    show: state.show,
  };
}
