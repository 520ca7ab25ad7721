/** What a tab of the panel is: the frame lists them in tabs.ts and knows nothing else about them. */

import type { ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Panel } from "./state.ts";
import type { IconName } from "./widgets/icon.tsx";

/** Each `tabs/<tab>/tab.ts` exports one. */
export interface Tab {
  /** Used in the address, in remembered layout and in element ids. */
  readonly id: string;
  /** Message id of its name. */
  readonly title: string;
  readonly icon: IconName;
  /**
   * What must be there before the tab has anything to show: an inspected web page, or a server that answered once.
   * While it is missing, the frame shows in the tab's place what is wrong and what to do.
   */
  readonly needs: "page" | "server";
  /** Loads the state and the view and starts both. Called once, when the tab is first shown; what it starts ends with the signal. */
  open(panel: Panel, signal: AbortSignal): Promise<OpenTab>;
}

export interface OpenTab {
  /** Facts, toolbar, list and detail: all between the strip and the undo strip. Stays mounted while other tabs show. */
  readonly View: () => VNode | null;
  /** The items of the status line. */
  readonly Status: () => VNode | null;
  /** Shown beside the name. */
  readonly count?: ReadonlySignal<number | null>;
  /** Edits that were typed and not saved: the frame promises that they stay. */
  readonly unsaved?: ReadonlySignal<number>;
  /** Keys nobody nearer to the focus took, while this tab shows; true: taken (and kept from DevTools). */
  onKey?(event: KeyboardEvent): boolean;
}
