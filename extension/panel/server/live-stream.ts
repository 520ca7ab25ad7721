/** The live stream: while the panel is connected, the server reports what happens to sessions. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Event, RequestSummary } from "sessionscope/protocol";
import { CallFailed, type Client } from "./client.ts";
import type { Stay } from "./visit.ts";

/** Milliseconds before the panel asks for the stream again, longer after each failure. */
const pauses = [250, 1000, 5000, 15_000];

export interface StreamListener {
  /** The stream began, or began again: earlier events are unknown. */
  onStart(): void;
  onEvent(event: Event): void;
  /** The timeline has a new entry. It is passed on at once: no later one replaces it. */
  onRequest?(entry: RequestSummary): void;
  /** Nothing happened, and the server is still there. */
  onAlive(): void;
  /** The stream broke off. Resolves to whether the server is still there. */
  onBreak(error: CallFailed | null): Promise<boolean>;
  /** The server broke the protocol: the panel does not ask for the stream again. */
  onProtocolError(error: CallFailed): void;
}

/** Milliseconds in which several events of one session are reduced to the last one. */
const coalesceFor = 100;
/** If events of more sessions come in this time, `onStart` is called instead. */
const mostSessions = 50;

/** Passes on the first event at once. Of the events that follow soon, it passes on the last of each session later. */
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
    if (event.type === "alive" || event.type === "request" || end.aborted) return;
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

/** Keeps one stream per visit while the server is connected; it reports every session. @returns whether it runs. */
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

/** Reads streams until the signal is aborted, the server is gone, or the server answers that it has none. */
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
        } else if (event.type === "request") listener.onRequest?.(event);
        else listener.onEvent(event);
      }
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      broken = error;
    }
    if (signal.aborted) return;
    // The server answered with an error, so the panel does not ask again.
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
