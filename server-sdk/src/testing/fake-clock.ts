/** A clock that tests move. The SDK asks `Date.now()` for the time and nothing else, so only that is replaced. */

export interface FakeClock {
  /** Milliseconds since the epoch. */
  now(): number;
  set(time: number): void;
  /** Milliseconds; a negative number moves the clock back. */
  advance(milliseconds: number): void;
}

/**
 * Replaces `Date.now` until the signal is aborted. Timers stay as they are. `start`: milliseconds since the epoch.
 *
 * @example
 * import { fakeClock } from "sessionscope/testing";
 * const done = new AbortController();
 * const clock = fakeClock(Date.UTC(2026, 0, 1), done.signal);
 * clock.advance(1000);
 * Date.now(); // => Date.UTC(2026, 0, 1, 0, 0, 1)
 * done.abort();
 */
export function fakeClock(start: number, signal: AbortSignal): FakeClock {
  const real = Date.now;
  let time = start;
  Date.now = () => time;
  signal.addEventListener("abort", () => {
    Date.now = real;
  });
  return {
    now: () => time,
    set: (to) => {
      time = to;
    },
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
