/** The live stream: one event as JSON per line, and a sign of life now and then, until either side ends it. */

import type { Event } from "../protocol.ts";
import type { Timeline } from "./timeline.ts";

/** Milliseconds between signs of life. */
export const heartbeat = 15_000;
/** Lines a reader may be behind; then the stream ends, and the reader looks for itself when it comes back. */
export const backlog = 1000;

export async function* eventLines(timeline: Timeline, signal: AbortSignal): AsyncGenerator<string> {
  const waiting: Event[] = [];
  let wake = () => {};
  const push = (event: Event) => {
    waiting.push(event);
    wake();
  };
  const alive = () => push({ type: "alive", now: Date.now() });
  const listening = new AbortController();
  signal.addEventListener("abort", () => wake(), { signal: listening.signal });
  timeline.listen(push, listening.signal);
  const beat = setInterval(alive, heartbeat);
  try {
    alive();
    while (!signal.aborted && waiting.length <= backlog) {
      const event = waiting.shift();
      if (event) yield `${JSON.stringify(event)}\n`;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    clearInterval(beat);
    listening.abort();
  }
}
