/** The live stream: one event as JSON on each line, `alive` at regular intervals, until either side ends it. */

import type { Event } from "../protocol.ts";
import type { Listeners } from "./listeners.ts";

/** Milliseconds between two `alive` events. */
export const heartbeat = 15_000;
/** Lines that may wait for a reader. With more it is disconnected, and reads the session itself when it is back. */
export const backlog = 1000;
/** Bytes that those lines may have together. */
export const backlogBytes = 1_048_576;

export interface EventStream {
  readonly lines: AsyncGenerator<string>;
  /** Aborted when too much waits for a reader that does not read. The adapter then closes the connection. */
  readonly stalled: AbortSignal;
}

export function eventStream(listeners: Listeners, signal: AbortSignal): EventStream {
  const stalled = new AbortController();
  return { lines: eventLines(listeners, AbortSignal.any([signal, stalled.signal]), stalled), stalled: stalled.signal };
}

async function* eventLines(
  listeners: Listeners,
  signal: AbortSignal,
  stalled: AbortController,
): AsyncGenerator<string> {
  const waiting: string[] = [];
  let bytes = 0;
  let wake = () => {};
  const push = (event: Event) => {
    const line = `${JSON.stringify(event)}\n`;
    waiting.push(line);
    bytes += Buffer.byteLength(line);
    // A single line is delivered however long it is.
    if (waiting.length > backlog || (waiting.length > 1 && bytes > backlogBytes)) stalled.abort();
    else wake();
  };
  const alive = () => push({ type: "alive", now: Date.now() });
  const listening = new AbortController();
  const beat = setInterval(alive, heartbeat);
  // At once and not at the next line: a reader that has stalled never asks for one.
  const end = () => {
    clearInterval(beat);
    listening.abort();
    waiting.length = 0;
    wake();
  };
  listeners.add(push, listening.signal);
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
