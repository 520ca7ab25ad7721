/** Runs an action when a value read from signals changes, but not for the first value. */

import { effect } from "@preact/signals";

/** @param read reads the value; values are compared as JSON. */
export function onChange(read: () => unknown, act: () => void, end: AbortSignal): void {
  let before: string | undefined;
  const stop = effect(() => {
    const now = JSON.stringify(read());
    if (before !== undefined && now !== before) act();
    before = now;
  });
  end.addEventListener("abort", stop);
}
