/** The way from one tab to another: one asks, the frame shows the other, and that one shows what was asked for. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Cause } from "sessionscope/protocol";

/** What each tab can be asked to show, by the tab's id. */
export interface Targets {
  /** The request that has made a change. */
  readonly timeline: { readonly cause: Cause /** The key that it changed. */; readonly key: string };
}

export interface Link {
  /** Id of the tab. */
  readonly tab: string;
  readonly what: Targets[keyof Targets];
}

export interface Links {
  /** Shows another tab, and what is meant there. */
  open<T extends keyof Targets>(tab: T, what: Targets[T]): void;
  /** The link that is being followed; null: none. */
  readonly followed: ReadonlySignal<Link | null>;
  /** Called by the frame once the tab has shown what is meant. */
  arrived(): void;
}

export function createLinks(): Links {
  const followed = signal<Link | null>(null);
  return {
    open(tab, what) {
      followed.value = { tab, what };
    },
    followed,
    arrived() {
      followed.value = null;
    },
  };
}
