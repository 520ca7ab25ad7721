/** The Store tab, as the frame knows it. */

import type { Tab } from "../../tab.ts";

export const storeTab: Tab = {
  id: "store",
  title: "store",
  icon: "database",
  needs: "server",
  open: async (panel, end) => (await import("./open.ts")).openStore(panel, end),
};
