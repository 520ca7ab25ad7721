/** Hears what happens to the session, as long as the server tells it; else the page's own responses must do. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Event } from "sessionscope/protocol";
import { CallFailed, type Client } from "./client.ts";
import type { Stay } from "./visit.ts";

/**
 * The session may have changed. Read again if `event` is null, or names the session at hand.
 * `count` grows each time, so that two stirs in a row differ.
 */
export interface Stir {
  readonly count: number;
  readonly event: Event | null;
}

/** Milliseconds before the stream is asked for again. */
const pauses = [250, 1000, 5000, 15_000];

export interface Ears {
  /** The stream began, or began again: what happened before is not known. */
  began(): void;
  heard(event: Event): void;
  /** Nothing happened, and the server is there. */
  alive(): void;
  /** It broke off: is the server still there? Resolves to whether it is. */
  broke(error: CallFailed | null): Promise<boolean>;
  /** It broke the protocol: it is not listened to any more. */
  ended(error: CallFailed): void;
}

/** Milliseconds in which of several events of one session only the last is heard. */
const gather = 100;
/** More sessions than that in one such time are not told apart. */
const mostSessions = 50;

/** Passes on the first event at once, and of those that follow soon the last of each session, a moment later. */
export function coalesced({ heard, began }: Pick<Ears, "heard" | "began">, end: AbortSignal): Ears["heard"] {
  let waiting = new Map<string, Event>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));
  const rest = () => {
    timer = setTimeout(() => {
      timer = undefined;
      const now = waiting;
      waiting = new Map();
      if (now.size > 0) rest();
      if (now.size > mostSessions) began();
      else for (const event of now.values()) heard(event);
    }, gather);
  };
  return (event) => {
    if (event.type === "alive" || end.aborted) return;
    if (timer === undefined) {
      heard(event);
      rest();
    } else if (waiting.size <= mostSessions) waiting.set(event.handle, event);
  };
}

export interface Listening {
  readonly live: ReadonlySignal<boolean>;
  readonly visit: ReadonlySignal<Stay>;
  clientOf(at: Stay): Pick<Client, "stream">;
  readonly ears: Ears;
}

/** One stream of the visit while its server is live: it tells of every session. The signal says whether there is one. */
export function followStream({ live, visit, clientOf, ears }: Listening, end: AbortSignal): ReadonlySignal<boolean> {
  const streams = signal(false);
  let stream = new AbortController();
  const stop = effect(() => {
    stream.abort();
    streams.value = false;
    const { value: at } = visit;
    if (!live.value) return;
    stream = new AbortController();
    const told: Ears = {
      ...ears,
      began() {
        streams.value = true;
        ears.began();
      },
      broke(error) {
        streams.value = false;
        return ears.broke(error);
      },
    };
    const { signal: mine } = stream;
    void listen(clientOf(at), { ...told, heard: coalesced(told, mine) }, AbortSignal.any([mine, at.over]));
  });
  end.addEventListener("abort", stop);
  return streams;
}

/** Runs until the signal ends, the server is gone, or it says that it has no stream. */
export async function listen(client: Pick<Client, "stream">, ears: Ears, signal: AbortSignal): Promise<void> {
  for (let tries = 0; !signal.aborted; tries++) {
    let broken: CallFailed | null = null;
    let first = true;
    try {
      for await (const event of client.stream(signal)) {
        if (signal.aborted) return;
        if (first) ears.began();
        first = false;
        if (event.type === "alive") {
          tries = 0;
          ears.alive();
        } else ears.heard(event);
      }
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      broken = error;
    }
    if (signal.aborted) return;
    // Refused in the server's own words: it will not change its mind.
    if (broken?.detail) return;
    if (broken?.code === "bad-answer" || broken?.code === "too-much") return ears.ended(broken);
    if (!(await ears.broke(broken))) return;
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
