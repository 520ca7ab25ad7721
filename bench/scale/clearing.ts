/** What requests wait for while the dead are cleared away, beside what they wait for otherwise. */

import { setTimeout as wait } from "node:timers/promises";
import { type Traffic, trafficDuring } from "../listing/traffic.ts";
import type { Place } from "./place.ts";

export interface Clearing {
  /** `null`: the store does so by itself, and does not say when it has. */
  readonly seconds: number | null;
  readonly meanwhile: Traffic;
  readonly otherwise: Traffic;
}

/** Milliseconds of requests alone. */
const quiet = 10_000;
/** Milliseconds in which a store that clears by itself gets sessions to clear. */
const ahead = 40_000;

/** A tenth as many dead ones come in addition. Requests read and change sessions from all over the store. */
export async function clearing({ count, store, app, addDead }: Place): Promise<Clearing> {
  const request = (turn: number) => app.request((turn * 7919) % count);
  const deadline = Date.now() + ahead;
  const dead = Math.floor(count / 10);
  await addDead(dead, deadline);
  const otherwise = await trafficDuring(request, wait(quiet));
  if (store.traits.selfExpiring) {
    const left = deadline - Date.now();
    if (left < 0) throw new Error("The sessions died before they were watched.");
    await wait(left);
    return { seconds: null, otherwise, meanwhile: await trafficDuring(request, wait(quiet)) };
  }
  const begun = performance.now();
  const work = app.clearExpired().then((removed) => {
    if (removed < dead) throw new Error(`Of ${dead} dead sessions only ${removed} were cleared.`);
    return (performance.now() - begun) / 1000;
  });
  const meanwhile = await trafficDuring(request, work);
  return { seconds: await work, otherwise, meanwhile };
}
