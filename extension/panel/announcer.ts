/** Announces sentences to screen readers: politely, at most the latest one in two seconds, or at once. */

import { type ReadonlySignal, signal } from "@preact/signals";

const spacing = 2000;

export interface Announcer {
  /** Contents of the two live regions. */
  readonly polite: ReadonlySignal<string>;
  readonly assertive: ReadonlySignal<string>;
  announce(sentence: string, urgency?: "polite" | "assertive"): void;
}

export function createAnnouncer(end: AbortSignal): Announcer {
  const polite = signal("");
  const assertive = signal("");
  let waiting: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));

  const next = () => {
    timer = undefined;
    if (waiting === null) return;
    polite.value = fresh(waiting, polite.value);
    waiting = null;
    timer = setTimeout(next, spacing);
  };
  return {
    polite,
    assertive,
    announce(sentence, urgency = "polite") {
      if (urgency === "assertive") {
        assertive.value = fresh(sentence, assertive.value);
        return;
      }
      waiting = sentence;
      if (timer === undefined) next();
    },
  };
}

/** A repeated sentence must differ, or screen readers do not read it again. */
const fresh = (sentence: string, before: string) => (sentence === before ? `${sentence}\u00a0` : sentence);
