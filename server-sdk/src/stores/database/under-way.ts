/** The requests to the database that have no answer yet, for a close that waits for them. */

import { inTime } from "../../core/process/in-time.ts";

export class UnderWay {
  #count = 0;
  #closed = false;
  #nothingLeft: (() => void) | undefined;

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Runs `ask`, and counts it until it has its answer. */
  async during<T>(ask: () => Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await ask();
    } finally {
      if (--this.#count === 0) this.#nothingLeft?.();
    }
  }

  /** Nothing may begin from now on. Resolves when every request has its answer, or after `timeoutMs`; `null`: every one has. */
  close(timeoutMs: number): Promise<void> | null {
    this.#closed = true;
    if (this.#count === 0) return null;
    const ended = new Promise<void>((resolve) => {
      this.#nothingLeft = resolve;
    });
    return inTime(ended, timeoutMs, () => new Error("still under way")).catch(() => {});
  }
}
