/** The live stream: the server tells what happens to sessions, as long as it is connected. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Event } from "sessionscope/protocol";
import { CallFailed, type Client } from "./client.ts";
import type { Stay } from "./visit.ts";

/** Milliseconds before the stream is asked for again. */
const pauses = [250, 1000, 5000, 15_000];

export interface StreamListener {
  /** The stream began, or began again: what happened before is not known. */
  onStart(): void;
  onEvent(event: Event): void;
  /** Nothing happened, and the server is there. */
  onAlive(): void;
  /** The stream broke off. Resolves to whether the server is still there. */
  onBreak(error: CallFailed | null): Promise<boolean>;
  /** The server broke the protocol: the stream is not asked for again. */
  onProtocolError(error: CallFailed): void;
}

/** Milliseconds in which only the last of several events of one session is passed on. */
const coalesceFor = 100;
/** More sessions than that in one such time are not told apart. */
const mostSessions = 50;

/** Passes on the first event at once, and of those that follow soon the last of each session, a moment later. */
export function coalesced(
  { onEvent, onStart }: Pick<StreamListener, "onEvent" | "onStart">,
  end: AbortSignal,
): StreamListener["onEvent"] {
  let waiting = new Map<string, Event>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));
  const rest = () => {
    timer = setTimeout(() => {
      timer = undefined;
      const now = waiting;
      waiting = new Map();
      if (now.size > 0) rest();
      if (now.size > mostSessions) onStart();
      else for (const event of now.values()) onEvent(event);
    }, coalesceFor);
  };
  return (event) => {
    if (event.type === "alive" || end.aborted) return;
    if (timer === undefined) {
      onEvent(event);
      rest();
    } else if (waiting.size <= mostSessions) waiting.set(event.handle, event);
  };
}

export interface LiveStreamParts {
  readonly connected: ReadonlySignal<boolean>;
  readonly visits: ReadonlySignal<Stay>;
  clientOf(at: Stay): Pick<Client, "stream">;
  readonly listener: StreamListener;
}

/** Keeps one stream per visit while the server is connected: it tells of every session. The signal says whether there is one. */
export function followStream(
  { connected, visits, clientOf, listener }: LiveStreamParts,
  end: AbortSignal,
): ReadonlySignal<boolean> {
  const streams = signal(false);
  let stream = new AbortController();
  const stop = effect(() => {
    stream.abort();
    streams.value = false;
    const { value: at } = visits;
    if (!connected.value) return;
    stream = new AbortController();
    const told: StreamListener = {
      ...listener,
      onStart() {
        streams.value = true;
        listener.onStart();
      },
      onBreak(error) {
        streams.value = false;
        return listener.onBreak(error);
      },
    };
    const { signal: mine } = stream;
    void readStream(clientOf(at), { ...told, onEvent: coalesced(told, mine) }, AbortSignal.any([mine, at.over]));
  });
  end.addEventListener("abort", stop);
  return streams;
}

/** Runs until the signal ends, the server is gone, or it says that it has no stream. */
export async function readStream(
  client: Pick<Client, "stream">,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 0; !signal.aborted; tries++) {
    let broken: CallFailed | null = null;
    let first = true;
    try {
      for await (const event of client.stream(signal)) {
        if (signal.aborted) return;
        if (first) listener.onStart();
        first = false;
        if (event.type === "alive") {
          tries = 0;
          listener.onAlive();
        } else listener.onEvent(event);
      }
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      broken = error;
    }
    if (signal.aborted) return;
    // Refused in the server's own words: it will not change its mind.
    if (broken?.detail) return;
    if (broken?.code === "bad-answer" || broken?.code === "too-much") return listener.onProtocolError(broken);
    if (!(await listener.onBreak(broken))) return;
    await pause(pauses[Math.min(tries, pauses.length - 1)]!, signal);
  }
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
