/** Time that runs: until a moment, or since one. Digits are tabular, so nothing shifts. */

import type { ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import { age, duration, iso } from "./format.ts";

export interface CountdownProps {
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** A clock that ticks. */
  readonly now: ReadonlySignal<number>;
  /** What it says when the time is over. */
  readonly over: string;
}

/** Not announced: screen readers read it when asked. */
export const Countdown = ({ until, now, over }: CountdownProps): VNode => (
  <time class="num nb" dateTime={iso(until)} title={iso(until)}>
    {until <= now.value ? over : duration(until - now.value)}
  </time>
);

export const Ago = ({ at, now }: { at: number; now: ReadonlySignal<number> }): VNode => (
  <time class="num nb" dateTime={iso(at)} title={iso(at)}>
    {age(now.value - at)}
  </time>
);
