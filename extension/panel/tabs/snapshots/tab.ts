/** The Snapshots tab, as the frame knows it. */

import type { Tab } from "../../tab.ts";

export const snapshotsTab: Tab = {
  id: "snapshots",
  title: "snapshots",
  icon: "camera",
  needs: "server",
  open: async (panel, end) => (await import("./open.ts")).openSnapshots(panel, end),
};
