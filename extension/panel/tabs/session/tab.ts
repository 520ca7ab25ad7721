/** The Session tab, as the frame knows it. */

import type { Tab } from "../../tab.ts";

export const sessionTab: Tab = {
  id: "session",
  title: "session",
  icon: "tree",
  needs: "server",
  open: async (panel, end) => (await import("./open.ts")).openSession(panel, end),
};
