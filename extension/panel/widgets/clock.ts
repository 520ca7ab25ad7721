/** The time, each second, while anybody looks at it. */

import { type ReadonlySignal, signal } from "@preact/signals";

let timer: ReturnType<typeof setInterval> | undefined;

/** Milliseconds since the epoch by this machine's clock. Fresh whenever the first watcher comes. */
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
