/** The Cookies tab. */

import { computed } from "@preact/signals";
import type { Tab } from "../../tab.ts";
import { createCookies } from "./state.ts";

export const cookiesTab: Tab = {
  id: "cookies",
  title: "cookies",
  icon: "cookie",
  needs: "page",
  async open(panel, signal) {
    const state = createCookies(panel, signal);
    const { CookiesView, CookiesStatus } = await import("./view.tsx");
    return {
      View: () => CookiesView({ state }),
      Status: () => CookiesStatus({ state }),
      count: computed(() => (state.counts.value.all === 0 ? null : state.counts.value.all)),
      unsaved: computed(() => state.drafts.all.value.size),
      onKey: (event) => state.onKey(event),
    };
  },
};
