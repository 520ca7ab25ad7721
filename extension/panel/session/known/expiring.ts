/** Items that are there for some time after they were added. */

import { type ReadonlySignal, signal } from "@preact/signals";

export interface Expiring<T> {
  /** The oldest first. */
  readonly items: ReadonlySignal<readonly T[]>;
  add(items: readonly T[]): void;
  /** Takes items out before their time. */
  drop(unwanted: (item: T) => boolean): void;
}

export function createExpiring<T>(lifetimeMs: number, end: AbortSignal): Expiring<T> {
  const items = signal<readonly T[]>([]);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  end.addEventListener("abort", () => {
    for (const timer of timers) clearTimeout(timer);
  });

  const drop = (unwanted: (item: T) => boolean) => {
    const kept = items.peek().filter((item) => !unwanted(item));
    if (kept.length < items.peek().length) items.value = kept;
  };
  return {
    items,
    add(added) {
      if (added.length === 0) return;
      items.value = [...items.peek(), ...added];
      const timer = setTimeout(() => {
        timers.delete(timer);
        drop((item) => added.includes(item));
      }, lifetimeMs);
      timers.add(timer);
    },
    drop,
  };
}
