/** Focus requests: a list or field takes the focus once it is drawn. Their count grows with each request. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { useRef } from "preact/hooks";

export interface FocusRequests {
  readonly count: ReadonlySignal<number>;
  ask(): void;
}

export function createFocusRequests(): FocusRequests {
  const count = signal(0);
  return {
    count,
    ask() {
      count.value += 1;
    },
  };
}

export interface OpenRequest {
  /** Was the focus requested since `done` was called last? */
  isOpen(count: number): boolean;
  done(count: number): void;
}

/** @param count of requests when the component is first drawn; earlier ones are not its own. */
export function useFocusRequest(count: number): OpenRequest {
  const answered = useRef(count);
  return {
    isOpen: (now) => now !== answered.current,
    done(now) {
      answered.current = now;
    },
  };
}
