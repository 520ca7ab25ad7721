/** The Cookies tab, as the frame knows it. */

import type { Tab } from "../../tab.ts";

export const cookiesTab: Tab = {
  id: "cookies",
  title: "cookies",
  icon: "cookie",
  needs: "page",
  open: async (panel, end) => (await import("./open.ts")).openCookies(panel, end),
};
