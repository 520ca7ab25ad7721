/** Opens the Store tab: its state and its view, which load together when the tab is first shown. */

import type { Panel } from "../../state.ts";
import type { OpenTab } from "../../tab.ts";
import { StoreStatus } from "./bar/status.tsx";
import { createStore } from "./state.ts";
import { StoreView } from "./view.tsx";

export function openStore(panel: Panel, end: AbortSignal): OpenTab {
  const state = createStore(panel, end);
  return {
    View: () => StoreView({ state }),
    Status: () => StoreStatus({ state }),
    unsaved: state.chosen.unsaved,
  };
}
