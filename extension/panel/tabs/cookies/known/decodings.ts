/** What the values of the page's cookies say once their encodings are undone. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { type JoinedValue, joinValue } from "../../../../cookies/decoders/split-value.ts";
import { type Decoded, decode } from "../../../../cookies/decoders.ts";

export interface Decodings {
  /** undefined: not decoded yet. */
  decoded(cookie: Cookie): Decoded | undefined;
  /** The value that is decoded: a value that is split over several cookies is joined first. */
  joined(cookie: Cookie): JoinedValue;
}

/** @param cookies decoded again whenever they change; what is known of a value is kept. */
export function createDecodings(cookies: ReadonlySignal<readonly Cookie[]>, end: AbortSignal): Decodings {
  const byValue = signal<ReadonlyMap<string, Decoded>>(new Map());
  const decodeAll = async (all: readonly Cookie[]) => {
    const known = byValue.peek();
    const next = new Map<string, Decoded>();
    for (const cookie of all) {
      const joined = joinValue(cookie, all);
      const key = keyOf(joined);
      next.set(key, known.get(key) ?? (await decode(joined.value, joined.companion)));
    }
    if (!end.aborted && cookies.peek() === all) byValue.value = next;
  };
  const stop = effect(() => void decodeAll(cookies.value));
  end.addEventListener("abort", stop);
  return {
    decoded: (cookie) => byValue.value.get(keyOf(joinValue(cookie, cookies.value))),
    joined: (cookie) => joinValue(cookie, cookies.value),
  };
}

const keyOf = ({ value, companion }: JoinedValue): string => JSON.stringify([value, companion]);
