/** The Cookie lab tab, as the frame knows it. */

import type { Tab } from "../../tab.ts";

export const labTab: Tab = {
  id: "lab",
  title: "cookieLab",
  icon: "flask",
  needs: "server",
  open: async (panel, end) => (await import("./open.ts")).openLab(panel, end),
};
