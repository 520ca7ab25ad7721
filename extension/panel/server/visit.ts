/**
 * A visit: the time that the panel spends with one page and one server. No action goes on into another visit: a call, an
 * undo step or a wait belongs to the visit it began in, and ends with it.
 */

import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Endpoint } from "./address.ts";

export interface Place {
  /** The origin of the inspected page; null: the page is not of the web. */
  readonly origin: string | null;
  /** The endpoint to use for the page; null: none. */
  readonly endpoint: Endpoint | null;
  /** Grows when another project answers at the same address. */
  readonly turn: number;
}

export interface Stay extends Place {
  /** Aborted when the panel turns to another place or closes. */
  readonly over: AbortSignal;
}

export const samePlace = (a: Place, b: Place): boolean => a.origin === b.origin && sameServer(a, b);

export const sameServer = (a: Place, b: Place): boolean => a.turn === b.turn && sameEndpoint(a.endpoint, b.endpoint);

export const sameEndpoint = (a: Endpoint | null, b: Endpoint | null): boolean =>
  a?.origin === b?.origin && a?.path === b?.path;

/**
 * @param place reads the current place from signals.
 * @param farewell returns the reason with which a visit is aborted when it ends.
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
