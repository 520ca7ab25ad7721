/**
 * Whom the panel deals with at the moment. What was begun in one visit is not finished in another: a call, an undo step
 * or a wait carries the visit it began in, and ends with it.
 */

import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Endpoint } from "./address.ts";

export interface Place {
  /** Of the inspected page; null: none of the web. */
  readonly origin: string | null;
  /** Where its server must be; null: nowhere. */
  readonly endpoint: Endpoint | null;
  /** Counts the projects that were met at one address after another. */
  readonly turn: number;
}

export interface Stay extends Place {
  /** Aborted when the panel turns to another place, or ends. */
  readonly over: AbortSignal;
}

export const samePlace = (a: Place, b: Place): boolean => a.origin === b.origin && sameServer(a, b);

export const sameServer = (a: Place, b: Place): boolean => a.turn === b.turn && sameEndpoint(a.endpoint, b.endpoint);

export const sameEndpoint = (a: Endpoint | null, b: Endpoint | null): boolean =>
  a?.origin === b?.origin && a?.path === b?.path;

/**
 * @param place where the panel is, read from signals.
 * @param farewell the reason given to what a visit leaves unfinished.
 */
export function followVisits(
  place: () => Place,
  farewell: (before: Stay) => unknown,
  end: AbortSignal,
): ReadonlySignal<Stay> {
  let leaving = new AbortController();
  const begin = (at: Place): Stay => {
    leaving = new AbortController();
    return { ...at, over: AbortSignal.any([leaving.signal, end]) };
  };
  const visit = signal(begin(untracked(place)));
  const stop = effect(() => {
    const at = place();
    const before = visit.peek();
    if (samePlace(at, before)) return;
    const left = leaving;
    visit.value = begin(at);
    left.abort(farewell(before));
  });
  end.addEventListener("abort", stop);
  return visit;
}
