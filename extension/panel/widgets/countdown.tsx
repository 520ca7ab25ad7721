/** Shows the time until a moment, or since one. Digits are tabular, so that nothing shifts. */

import type { ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import { age, duration, iso } from "./format.ts";
import { placeholder, Sentence } from "./sentence.tsx";
import { useText } from "./text.ts";

export interface CountdownProps {
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** The current time, as a signal. */
  readonly now: ReadonlySignal<number>;
  /** The text after the moment has passed. */
  readonly over: string;
}

/** Not announced: a screen reader reads it on demand. */
export const Countdown = ({ until, now, over }: CountdownProps): VNode => (
  <time class="num nb" dateTime={iso(until)} title={iso(until)}>
    {until <= now.value ? over : duration(until - now.value)}
  </time>
);

/** "2 s ago", or "in 3 d" for a moment to come. */
export function FromNow({ at, now }: { at: number; now: ReadonlySignal<number> }): VNode {
  const text = useText();
  // Less than a second ahead is the difference of two clocks.
  const past = at < now.value + 1000;
  return (
    <Sentence text={text(past ? "timeAgo" : "timeAhead", placeholder)}>
      <Ago at={past ? at : 2 * now.value - at} now={now} />
    </Sentence>
  );
}

/** The time alone since a moment: "2 s". */
export const Ago = ({ at, now }: { at: number; now: ReadonlySignal<number> }): VNode => (
  <time class="num nb" dateTime={iso(at)} title={iso(at)}>
    {age(now.value - at)}
  </time>
);
