/** The live stream: one event as JSON per line, and a sign of life now and then, until either side ends it. */

import type { Event } from "../protocol.ts";
import type { Timeline } from "./timeline.ts";

/** Milliseconds between signs of life. */
export const heartbeat = 15_000;
/** Lines that may wait for a reader; then it is cut off, and looks for itself when it comes back. */
export const backlog = 1000;
/** Bytes of those lines together. */
export const backlogBytes = 1_048_576;

export interface EventStream {
  readonly lines: AsyncGenerator<string>;
  /** Aborted when too much waits: whoever carries the lines then cuts the connection, for this reader does not read. */
  readonly stalled: AbortSignal;
}

export function eventStream(timeline: Timeline, signal: AbortSignal): EventStream {
  const stalled = new AbortController();
  return { lines: eventLines(timeline, AbortSignal.any([signal, stalled.signal]), stalled), stalled: stalled.signal };
}

async function* eventLines(timeline: Timeline, signal: AbortSignal, stalled: AbortController): AsyncGenerator<string> {
  const waiting: string[] = [];
  let bytes = 0;
  let wake = () => {};
  const push = (event: Event) => {
    const line = `${JSON.stringify(event)}\n`;
    waiting.push(line);
    bytes += Buffer.byteLength(line);
    // One line alone is delivered, however long it is.
    if (waiting.length > backlog || (waiting.length > 1 && bytes > backlogBytes)) stalled.abort();
    else wake();
  };
  const alive = () => push({ type: "alive", now: Date.now() });
  const listening = new AbortController();
  const beat = setInterval(alive, heartbeat);
  // At once, not when the reader comes for the next line: one that has stalled never does.
  const end = () => {
    clearInterval(beat);
    listening.abort();
    waiting.length = 0;
    wake();
  };
  timeline.listen(push, listening.signal);
  signal.addEventListener("abort", end, { once: true });
  try {
    alive();
    while (!signal.aborted) {
      const line = waiting.shift();
      if (line !== undefined) {
        bytes -= Buffer.byteLength(line);
        yield line;
      } else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    end();
  }
}
