/** The Cookies tab. */

import { computed } from "@preact/signals";
import type { Tab } from "../../tab.ts";

export const cookiesTab: Tab = {
  id: "cookies",
  title: "cookies",
  icon: "cookie",
  needs: "page",
  async open(panel, signal) {
    const [{ createCookies }, { CookiesView }, { CookiesStatus }] = await Promise.all([
      import("./state.ts"),
      import("./view.tsx"),
      import("./bar/status.tsx"),
    ]);
    const state = createCookies(panel, signal);
    return {
      View: () => CookiesView({ state }),
      Status: () => CookiesStatus({ state }),
      count: computed(() => (state.list.counts.value.all === 0 ? null : state.list.counts.value.all)),
      unsaved: computed(() => state.drafts.all.value.size),
      onKey: (event) => state.onKey(event),
    };
  },
};
