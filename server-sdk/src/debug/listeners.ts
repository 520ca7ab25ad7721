/** Who is told of the events of this process: the live streams that are open. */

import type { Event } from "../protocol.ts";

type Listener = (event: Event) => void;

export class Listeners {
  readonly #listeners = new Set<Listener>();

  /** Nobody is told: an event need not even be made. */
  get none(): boolean {
    return this.#listeners.size === 0;
  }

  /** Calls the listener with every event from now on, until the signal is aborted. */
  add(listener: Listener, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
  }

  tell(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }
}
