/** Opens the Session tab: its state and its view, which load together when the tab is first shown. */

import type { Panel } from "../../state.ts";
import type { OpenTab } from "../../tab.ts";
import { createSessionTab } from "./state.ts";
import { createSessionSplit, SessionStatus, SessionView } from "./view.tsx";

export function openSession(panel: Panel, end: AbortSignal): OpenTab {
  const tab = createSessionTab(panel, end);
  const split = createSessionSplit(panel);
  return {
    View: () => SessionView({ tab, split }),
    Status: () => SessionStatus({ tab }),
    unsaved: tab.unsaved,
    onKey(event) {
      if (event.key !== "Insert" || event.ctrlKey || event.metaKey) return false;
      if (event.target instanceof Element && event.target.matches("input, textarea, select, .json-editor"))
        return false;
      tab.rowActions.add(null);
      return true;
    },
  };
}
