/** The jar as it was last read, and when it is read again. */

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { type Jar, unreadJar } from "./read-jar.ts";
import { slotOf } from "./seen-lines.ts";

export interface WatchedJar {
  readonly jar: ReadonlySignal<Jar>;
  /** When each cookie was last seen in the jar, by slot, milliseconds since the epoch. */
  heldAt(): ReadonlyMap<string, number>;
  /** Reads the jar again. Resolves once a reading that began after the call is shown. */
  refresh(): Promise<void>;
  forget(): void;
}

export interface WatchedJarParts {
  /** null: the page was left meanwhile, and the reading does not count. */
  read(): Promise<Jar | null>;
  onRead(before: Jar, after: Jar): void;
}

/** The longest time a timer can wait, milliseconds. */
const longestWait = 2_147_483_647;
/** The shortest time between two readings for an expiry, milliseconds. */
const shortestWait = 1000;
/** How long after an expiry the browser is asked, milliseconds. */
const afterExpiry = 50;

export function createWatchedJar({ read, onRead }: WatchedJarParts, end: AbortSignal): WatchedJar {
  const jar = signal(unreadJar);
  let heldAt = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));

  const refreshAtNextExpiry = (cookies: readonly Cookie[]) => {
    clearTimeout(timer);
    const next = Math.min(...cookies.map(({ expiresAt }) => expiresAt ?? Number.POSITIVE_INFINITY));
    const wait = next - Date.now() + afterExpiry;
    if (wait < longestWait) timer = setTimeout(() => void refresh(), Math.max(wait, shortestWait));
  };
  const refresh = oneAtATime(async () => {
    const next = await read();
    if (next === null || end.aborted) return;
    for (const cookie of next.cookies) heldAt.set(slotOf(cookie), next.at);
    batch(() => {
      onRead(jar.peek(), next);
      jar.value = next;
    });
    refreshAtNextExpiry(next.cookies);
  });

  return {
    jar,
    heldAt: () => heldAt,
    refresh,
    forget() {
      heldAt = new Map();
      jar.value = unreadJar;
    },
  };
}

/** Runs never overlap. All calls during a run share the one after it, so that it begins after each of them. */
function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = (): Promise<void> => {
    if (running === null) {
      running = run().finally(() => {
        running = null;
      });
      return running;
    }
    next ??= running.then(() => {
      next = null;
      return start();
    });
    return next;
  };
  return start;
}
