/** A clock that tests move. The SDK asks `Date.now()` and nothing else, so this is all there is to replace. */

export interface FakeClock {
  /** Milliseconds since the epoch. */
  now(): number;
  set(time: number): void;
  /** Milliseconds; negative goes back. */
  advance(milliseconds: number): void;
}

/** Replaces `Date.now` until the signal is aborted. Timers are untouched. */
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
