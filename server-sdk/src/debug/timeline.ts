/**
 * Who changed what: the last cause per session and per key, recorded from the requests of this process and from the
 * panels, and told on to the live streams. Bounded; a session that was not changed for long is forgotten first.
 */

import { type RequestEvent, requestDone } from "../core/events.ts";
import type { SessionId } from "../core/session-key.ts";
import type { Cause, Event } from "../protocol.ts";

export interface TimelineLimits {
  readonly sessions: number;
  /** Of all recorded names and paths together, by estimate. */
  readonly bytes: number;
}

const defaultLimits: TimelineLimits = { sessions: 1000, bytes: 4 * 1024 * 1024 };
/** Longer paths are cut: a cause is read by people. */
const longestPath = 500;
/** What the engine needs around a recorded key. */
const keyOverhead = 80;

interface Recorded {
  last: Cause;
  readonly keys: Map<string, Cause>;
  bytes: number;
}

/** What one change did to a session. */
export interface SessionChange {
  readonly handle: string;
  readonly revision: number;
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  readonly cause: Cause;
}

type Listener = (event: Event) => void;

export class Timeline {
  /** By handle; the one that was changed last comes last. */
  readonly #sessions = new Map<string, Recorded>();
  readonly #listeners = new Set<Listener>();
  readonly #handleOf: (id: SessionId) => string;
  readonly #limits: TimelineLimits;
  #bytes = 0;

  /** Listens to the requests of this process until the signal is aborted. */
  constructor(handleOf: (id: SessionId) => string, signal: AbortSignal, limits: TimelineLimits = defaultLimits) {
    this.#handleOf = handleOf;
    this.#limits = limits;
    const hear = (message: unknown) => this.#hear(message as RequestEvent);
    requestDone.subscribe(hear);
    signal.addEventListener("abort", () => requestDone.unsubscribe(hear), { once: true });
  }

  lastChange(handle: string): Cause | null {
    return this.#sessions.get(handle)?.last ?? null;
  }

  lastChangeOf(handle: string, key: string): Cause | null {
    return this.#sessions.get(handle)?.keys.get(key) ?? null;
  }

  /** Hears everything from now on, until the signal is aborted. */
  listen(listener: Listener, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
  }

  changed({ handle, revision, written, deleted, cause }: SessionChange): void {
    const recorded = this.#sessions.get(handle) ?? { last: cause, keys: new Map<string, Cause>(), bytes: 0 };
    recorded.last = cause;
    for (const key of deleted) recorded.keys.delete(key);
    for (const key of written) recorded.keys.set(key, cause);
    this.#put(handle, recorded);
    this.#tell({ type: "changed", handle, revision, keys: [...written, ...deleted], cause });
  }

  gone(handle: string, cause: Cause): void {
    this.#remove(handle);
    this.#tell({ type: "gone", handle, cause });
  }

  /** The session got a new key, and so a new handle; call before `changed`. */
  moved(from: string, to: string, cause: Cause): void {
    const recorded = this.#sessions.get(from);
    this.gone(from, cause);
    if (recorded) this.#put(to, recorded);
  }

  #hear({ outcome, id, previousId, revision, changes, method, path, at }: RequestEvent): void {
    const cause: Cause = { by: "request", method, path: path.slice(0, longestPath), at };
    const handle = id && this.#handleOf(id);
    if (previousId !== null) {
      const previous = this.#handleOf(previousId);
      if (outcome === "rotated" && handle) this.moved(previous, handle, cause);
      else this.gone(previous, cause);
    }
    if (!handle || revision === null) return;
    if (outcome === "created" || outcome === "stored" || outcome === "rotated") {
      const written = [...changes].filter(([, { after }]) => after !== null).map(([key]) => key);
      const deleted = [...changes].filter(([, { after }]) => after === null).map(([key]) => key);
      this.changed({ handle, revision, written, deleted, cause });
    }
    // Only the deadline moved: worth showing, but no change of the session.
    if (outcome === "touched") this.#tell({ type: "changed", handle, revision, keys: [], cause });
  }

  #tell(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }

  #put(handle: string, recorded: Recorded): void {
    this.#remove(handle);
    recorded.bytes = handle.length + recorded.last.path.length;
    for (const [key, { path }] of recorded.keys) recorded.bytes += 2 * (key.length + path.length) + keyOverhead;
    this.#sessions.set(handle, recorded);
    this.#bytes += recorded.bytes;
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= this.#limits.sessions && this.#bytes <= this.#limits.bytes) break;
      this.#remove(oldest);
    }
  }

  #remove(handle: string): void {
    const recorded = this.#sessions.get(handle);
    if (!recorded) return;
    this.#sessions.delete(handle);
    this.#bytes -= recorded.bytes;
  }
}
