/** Opens the Cookie lab: its state and its view, which load together when the tab is first shown. */

import type { Panel } from "../../state.ts";
import type { OpenTab } from "../../tab.ts";
import { LabStatus } from "./bar/status.tsx";
import { createLab } from "./state.ts";
import { LabView } from "./view.tsx";

export async function openLab(panel: Panel, end: AbortSignal): Promise<OpenTab> {
  const state = createLab(panel, end);
  return { View: () => LabView({ state }), Status: () => LabStatus({ state }) };
}
