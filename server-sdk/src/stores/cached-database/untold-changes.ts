/**
 * Sessions that were changed while the cache did not answer. This process does not believe the cache about them until the
 * cache has been told of the change, or until everything it held then has expired.
 */

import type { SessionId } from "../../core/session-key.ts";

const maxRemembered = 10_000;

export class UntoldChanges {
  readonly #lifetimeMs: number;
  /** Until when, on the monotonic clock; the oldest first. */
  readonly #ids = new Map<SessionId, number>();

  /** Milliseconds that an entry of the cache can live. */
  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  has(id: SessionId): boolean {
    const until = this.#ids.get(id);
    return until !== undefined && performance.now() < until;
  }

  add(id: SessionId): void {
    this.#ids.delete(id);
    this.#ids.set(id, performance.now() + this.#lifetimeMs);
    for (const [oldest, until] of this.#ids) {
      if (this.#ids.size <= maxRemembered && performance.now() < until) break;
      this.#ids.delete(oldest);
    }
  }

  delete(id: SessionId): void {
    this.#ids.delete(id);
  }
}
