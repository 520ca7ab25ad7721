/** Opens the Cookies tab: its state and its view, which load together when the tab is first shown. */

import { computed } from "@preact/signals";
import type { Panel } from "../../state.ts";
import type { OpenTab } from "../../tab.ts";
import { CookiesStatus } from "./bar/status.tsx";
import { createCookies } from "./state.ts";
import { CookiesView } from "./view.tsx";

export async function openCookies(panel: Panel, end: AbortSignal): Promise<OpenTab> {
  const state = createCookies(panel, end);
  // The tab is shown with its rows, of which one takes the focus.
  await state.known.refresh();
  return {
    View: () => CookiesView({ state }),
    Status: () => CookiesStatus({ state }),
    count: computed(() => (state.list.counts.value.all === 0 ? null : state.list.counts.value.all)),
    unsaved: computed(() => state.drafts.all.value.size),
    onKey: (event) => state.onKey(event),
  };
}
