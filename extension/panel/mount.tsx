/** Mounts the panel on a page: its state, tabs and view, and the theme that the user chose. */

import { effect } from "@preact/signals";
import { render } from "preact";
import type { Platform } from "../platform/platform.ts";
import { withClockwork } from "./clockwork.ts";
import { followConnection } from "./frame/connection-announcements.ts";
import { PanelView } from "./frame/frame.tsx";
import { createTabSlots } from "./frame/tab-slots.ts";
import { speakAs } from "./language.ts";
import type { Options } from "./options.ts";
import { createPanel, type Panel } from "./state.ts";
import type { Tab } from "./tab.ts";

/** The automatic theme is `prefers-color-scheme`, which follows DevTools. */
export function showTheme(theme: Options["theme"]): void {
  if (theme === "automatic") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export async function mount(
  root: HTMLElement,
  platform: Platform,
  tabs: readonly Tab[],
  end: AbortSignal,
): Promise<Panel> {
  document.documentElement.classList.toggle("is-firefox", platform.name === "firefox");
  speakAs(platform);
  document.title = platform.text("extensionName");
  const panel = await createPanel(withClockwork(platform), end);
  followConnection(panel, end);
  const stop = effect(() => showTheme(panel.options.value.theme));
  render(<PanelView panel={panel} tabs={createTabSlots(panel, tabs, end)} />, root);
  end.addEventListener("abort", () => {
    stop();
    render(null, root);
  });
  return panel;
}
