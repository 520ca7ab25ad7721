/**
 * The app's requests that are at work on a session in this process: a change from outside waits until they have ended, and
 * the session's next request waits for the change. By the session's id: a cookie's text may differ for the same session.
 */

import { BoundedMap } from "../../core/bounded-map.ts";

/** Milliseconds that a change waits. Then it is done all the same: a request may go on for as long as it likes. */
const patience = 2000;
/** Sessions whose last change is remembered. */
const remembered = 1000;

export class InFlight {
  readonly #patience: number;
  readonly #counts = new Map<string, number>();
  readonly #changes = new Map<string, Promise<void>>();
  readonly #changedAt = new BoundedMap<string, number>(remembered);
  /** By id: called when its last request has ended. */
  readonly #waiting = new Map<string, () => void>();

  constructor(milliseconds: number = patience) {
    this.#patience = milliseconds;
  }

  /** A request is at work on the session. @returns what to call once, or more often, when it has ended. */
  begin(id: string): () => void {
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = this.#counts.get(id)! - 1;
      if (left > 0) return void this.#counts.set(id, left);
      this.#counts.delete(id);
      this.#waiting.get(id)?.();
    };
  }

  /** Whether a request is at work on the session. */
  has(id: string): boolean {
    return this.#counts.has(id);
  }

  /** Resolves when the change that waits or is at work has been done; `undefined`: there is none. */
  change(id: string): Promise<void> | undefined {
    return this.#changes.get(id);
  }

  /** Whether a change has been done since: what was loaded before may be older. `moment`: of `performance.now()`. */
  changedSince(id: string, moment: number): boolean {
    return (this.#changedAt.get(id) ?? Number.NEGATIVE_INFINITY) >= moment;
  }

  /** Does the work while no request is at work on the session, as far as it can wait for that. One work at a time for an id. */
  async alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#changes.set(id, promise);
    try {
      if (this.has(id)) await this.#quiet(id);
      return await work();
    } finally {
      this.#changedAt.set(id, performance.now());
      this.#changes.delete(id);
      resolve();
    }
  }

  async #quiet(id: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(id, resolve);
    const timer = setTimeout(resolve, this.#patience);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(id);
  }
}
