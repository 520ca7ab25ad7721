/** When to act on what changes: once for many reasons, or only on a difference. */

import { effect } from "@preact/signals";

/** Milliseconds during which several reasons count as one. */
const gather = 120;

/** Calls once, a moment after the first of several reasons. */
export function gathered(act: () => void, end: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));
  return () => {
    if (end.aborted || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      act();
    }, gather);
  };
}

/** Acts whenever what is watched differs from before; not at first. */
export function onChange(watch: () => unknown, act: () => void, end: AbortSignal): void {
  let before: string | undefined;
  const stop = effect(() => {
    const now = JSON.stringify(watch());
    if (before !== undefined && now !== before) act();
    before = now;
  });
  end.addEventListener("abort", stop);
}
