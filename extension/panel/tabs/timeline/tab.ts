/** The Timeline tab, as the frame knows it. */

import type { Tab } from "../../tab.ts";

export const timelineTab: Tab = {
  id: "timeline",
  title: "timeline",
  icon: "timeline",
  needs: "server",
  open: async (panel, end) => (await import("./open.ts")).openTimeline(panel, end),
};
