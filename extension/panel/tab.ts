/** The contract of a tab. tabs.ts lists the tabs; the frame knows nothing else about them. */

import type { ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Link } from "./links.ts";
import type { Panel } from "./state.ts";
import type { IconName } from "./widgets/icon.tsx";

/** Each `tabs/<tab>/tab.ts` exports one. */
export interface Tab {
  /** Used in the address, in remembered layout and in element ids. */
  readonly id: string;
  /** Message id of the tab's name. */
  readonly title: string;
  readonly icon: IconName;
  /**
   * What the tab needs before it can show anything: an inspected web page, or a server that answered once.
   * While that is missing, the frame shows a screen in the tab's place.
   */
  readonly needs: "page" | "server";
  /** Loads and starts state and view. Called once, when the tab is first shown. Everything ends when the signal is aborted. */
  open(panel: Panel, signal: AbortSignal): Promise<OpenTab>;
}

export interface OpenTab {
  /** Facts, toolbar, list and detail. Stays mounted while other tabs are shown. */
  readonly View: () => VNode | null;
  /** The items of the status line. */
  readonly Status: () => VNode | null;
  /** The count beside the tab's name. */
  readonly count?: ReadonlySignal<number | null>;
  /** The number of edits that are typed but not saved; the frame says that they stay. */
  readonly unsaved?: ReadonlySignal<number>;
  /** Shows what a link from another tab is about. Called when the tab is drawn. */
  show?(what: Link["what"]): void;
  /** Handles a keyboard event that no element nearer to the focus has handled. @returns true to keep it from DevTools. */
  onKey?(event: KeyboardEvent): boolean;
}
