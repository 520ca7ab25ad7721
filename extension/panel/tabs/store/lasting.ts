/** Tells whether something takes so long that the user should be told. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";

/** Milliseconds that need no word. */
export const quickMs = 400;

/** @param running null: nothing is under way. */
export function lasting(running: ReadonlySignal<unknown>, end: AbortSignal): ReadonlySignal<boolean> {
  const lasts = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    if (running.value === null) {
      clearTimeout(timer);
      timer = undefined;
      lasts.value = false;
    } else {
      timer ??= setTimeout(() => {
        lasts.value = true;
      }, quickMs);
    }
  });
  end.addEventListener("abort", () => {
    stop();
    clearTimeout(timer);
  });
  return lasts;
}
