/** Runs an action when a value read from signals differs from the one before; not for the first value. */

import { effect } from "@preact/signals";

/** @param read its values are compared as JSON. */
export function onChange(read: () => unknown, act: () => void, end: AbortSignal): void {
  let before: string | undefined;
  const stop = effect(() => {
    const now = JSON.stringify(read());
    if (before !== undefined && now !== before) act();
    before = now;
  });
  end.addEventListener("abort", stop);
}
