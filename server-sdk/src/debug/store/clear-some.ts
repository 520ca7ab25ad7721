/** Clears a bounded number of dead sessions, so that the panel can show how far it is, and stop. */

import type { Store } from "../../core/store.ts";
import { asking } from "./find-stored.ts";

export async function clearSome(store: Store, limit: number): Promise<{ removed: number; done: boolean }> {
  const stop = new AbortController();
  const steps = store.clearExpired(limit, stop.signal)[Symbol.asyncIterator]();
  let removed = 0;
  for (;;) {
    const step = await asking("clear expired sessions", store, steps.next());
    if (step.done) return { removed, done: true };
    removed += step.value;
    // The next step may remove as many again.
    if (removed + step.value <= limit) continue;
    stop.abort();
    await asking("clear expired sessions", store, Promise.resolve(steps.return?.()));
    return { removed, done: false };
  }
}
