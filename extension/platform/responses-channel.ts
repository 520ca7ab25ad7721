/** The channel between the devtools page, which records responses, and the panel, which asks for them. */

import type { Browser } from "./browser.ts";
import type { SeenResponse } from "./platform.ts";

export type Message =
  | { readonly kind: "ask"; readonly from: string }
  | { readonly kind: "replay"; readonly to: string; readonly seen: readonly SeenResponse[] }
  | { readonly kind: "seen"; readonly seen: readonly SeenResponse[] };

/** All pages of the extension share one origin, so the channel's name contains the tab. */
export const channelOf = (browser: Browser): BroadcastChannel =>
  new BroadcastChannel(`responses of tab ${browser.devtools.inspectedWindow.tabId}`);
