/** The Session tab, as the frame knows it. */

import type { Tab } from "../../tab.ts";
import { createSessionTab } from "./state.ts";

export const sessionTab: Tab = {
  id: "session",
  title: "session",
  icon: "tree",
  needs: "server",
  async open(panel, signal) {
    const tab = createSessionTab(panel, signal);
    const { SessionStatus, SessionView, createSessionSplit } = await import("./view.tsx");
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
  },
};
