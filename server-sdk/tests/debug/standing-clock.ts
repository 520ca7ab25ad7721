/** A clock that stands unless a test moves it, and times to move it by. */

import { afterAll, beforeEach } from "vitest";
import { type FakeClock, fakeClock } from "../../src/testing/fake-clock.ts";

/** Milliseconds since the epoch. */
export const start = Date.UTC(2026, 0, 1);
/** Milliseconds. */
export const minute = 60_000;
/** Seconds. */
export const twoWeeks = 1_209_600;

/** The clock of a file's tests: it stands at `start` when one begins. */
export function clockFromStart(): FakeClock {
  const ended = new AbortController();
  const clock = fakeClock(start, ended.signal);
  beforeEach(() => clock.set(start));
  afterAll(() => ended.abort());
  return clock;
}
