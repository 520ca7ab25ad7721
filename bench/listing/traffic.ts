/** Requests at a steady rate, whatever else this process does: each is timed from the moment at which it was due. */

import { setTimeout as wait } from "node:timers/promises";

export interface Traffic {
  /** Requests per second that were answered. */
  readonly served: number;
  /** Milliseconds within which half, and 99 of 100, were answered, and the slowest. */
  readonly half: number;
  readonly most: number;
  readonly slowest: number;
}

const perSecond = 200;

/** Sends requests until `during` resolves. */
export async function trafficDuring(
  request: (turn: number) => Promise<void>,
  during: Promise<unknown>,
): Promise<Traffic> {
  let going = true;
  const ended = during.finally(() => {
    going = false;
  });
  const waits: number[] = [];
  const sent: Promise<unknown>[] = [];
  const start = performance.now();
  for (let turn = 0; going; turn++) {
    const due = start + (turn * 1000) / perSecond;
    const left = due - performance.now();
    if (left > 0) await wait(left);
    sent.push(request(turn).then(() => waits.push(performance.now() - due)));
  }
  await ended;
  await Promise.all(sent);
  const seconds = (performance.now() - start) / 1000;
  const sorted = waits.sort((a, b) => a - b);
  const within = (share: number) => sorted[Math.ceil(sorted.length * share) - 1]!;
  return { served: sorted.length / seconds, half: within(0.5), most: within(0.99), slowest: within(1) };
}
