/** The current time, updated each second while something displays it. */

import { type ReadonlySignal, signal } from "@preact/signals";

let timer: ReturnType<typeof setInterval> | undefined;

/** Milliseconds since the epoch, by this machine's clock. Updated at once when the first subscriber comes. */
export const seconds: ReadonlySignal<number> = signal(Date.now(), {
  watched() {
    this.value = Date.now();
    timer = setInterval(() => {
      this.value = Date.now();
    }, 1000);
  },
  unwatched() {
    clearInterval(timer);
  },
});
