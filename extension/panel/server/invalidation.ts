/** Tells the tabs when to read the session again. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Event } from "sessionscope/protocol";

export interface Invalidation {
  /** Grows with each invalidation, so that no two are equal. */
  readonly count: number;
  /** The event, which concerns only the session it names; null: any session may have changed. */
  readonly event: Event | null;
}

export interface Invalidations {
  readonly latest: ReadonlySignal<Invalidation>;
  invalidate(event?: Event): void;
}

export function createInvalidations(): Invalidations {
  const latest = signal<Invalidation>({ count: 0, event: null });
  return {
    latest,
    invalidate(event) {
      latest.value = { count: latest.peek().count + 1, event: event ?? null };
    },
  };
}
