/** Says when the session should be read again. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Event } from "sessionscope/protocol";

export interface Invalidation {
  /** Grows each time, so that two in a row differ. */
  readonly count: number;
  /** What happened. It concerns the session it names; null: any session may have changed. */
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
