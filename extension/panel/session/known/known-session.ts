/** What the panel knows of the session: the last reading, its keys, and how the last session ended. */

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Cause, SessionReading, SessionState } from "sessionscope/protocol";
import { type KnownEntry, knownEntry, type WholeText } from "./entry.ts";
import { createKeyPlaces, inPlaces, type KeyPlaces } from "./key-order.ts";

/** Two states of the session, one after the other. null: there was, or is, no session. */
export interface Transition {
  readonly before: State | null;
  readonly after: State | null;
  /** Who ended the session before, where an event told of that. */
  readonly endedBy: Cause | null;
}

export interface State {
  readonly session: SessionState;
  readonly entries: readonly KnownEntry[];
}

export interface Ended {
  readonly how: "flushed" | "expired" | "ended";
  readonly cause: Cause;
}

export interface KnownSession {
  /** null: not read yet. */
  readonly reading: ReadonlySignal<SessionReading | null>;
  /** null: none, gone, or not known. */
  readonly session: ReadonlySignal<SessionState | null>;
  /** In their remembered places. An entry that has not changed stays the same object. */
  readonly entries: ReadonlySignal<readonly KnownEntry[]>;
  readonly places: KeyPlaces;
  /** Handle of the last session that lived; null: none did. */
  readonly handle: ReadonlySignal<string | null>;
  /** How the last session ended; null: it lives, or nothing is known. */
  readonly ended: ReadonlySignal<Ended | null>;
  /** What the last reading changed; null: nothing was read yet. */
  readonly transition: ReadonlySignal<Transition | null>;
  /** Takes a reading, unless a later one of the same session is known. */
  accept(next: SessionReading): void;
  /** Takes the whole text of a value that was cut short. */
  acceptWhole(entry: KnownEntry, whole: WholeText): void;
  /** Forgets the whole text of a key. */
  dropWhole(key: string): void;
  /** Keys whose whole text was loaded. */
  wholeKeys(): readonly string[];
  end(ended: Ended): void;
  forget(): void;
}

export function createKnownSession(): KnownSession {
  const reading = signal<SessionReading | null>(null);
  const entries = signal<readonly KnownEntry[]>([]);
  const handle = signal<string | null>(null);
  const ended = signal<Ended | null>(null);
  const transition = signal<Transition | null>(null);
  const session = computed(() => (reading.value?.state === "live" ? reading.value.session : null));
  const places = createKeyPlaces();
  const wholes = new Map<string, WholeText>();

  const stateNow = (): State | null => {
    const now = session.peek();
    return now === null ? null : { session: now, entries: entries.peek() };
  };
  const stateOf = (next: SessionState): State => {
    places.learn(next.entries.map(({ key }) => key));
    const known = new Map(entries.peek().map((entry) => [entry.key, entry]));
    const ordered = inPlaces(next.entries, places.order.peek());
    return {
      session: next,
      entries: ordered.map((entry) => knownEntry(entry, next.revision, wholes.get(entry.key), known.get(entry.key))),
    };
  };
  const isOutdated = (next: SessionState) => {
    const last = session.peek();
    return last !== null && last.handle === next.handle && next.revision < last.revision;
  };

  return {
    reading,
    session,
    entries,
    places,
    handle,
    ended,
    transition,
    accept(next) {
      const live = next.state === "live" ? next.session : null;
      if (live !== null && isOutdated(live)) return;
      const before = stateNow();
      if (live === null) places.forget();
      const after = live === null ? null : stateOf(live);
      batch(() => {
        transition.value = { before, after, endedBy: ended.peek()?.cause ?? null };
        reading.value = next;
        entries.value = after?.entries ?? [];
        if (live === null) return;
        handle.value = live.handle;
        ended.value = null;
      });
    },
    acceptWhole(entry, whole) {
      wholes.set(entry.key, whole);
      const { text } = whole;
      entries.value = entries.peek().map((other) => (other === entry ? { ...entry, text, state: "whole" } : other));
    },
    dropWhole: (key) => void wholes.delete(key),
    wholeKeys: () => [...wholes.keys()],
    end(how) {
      ended.value = how;
    },
    forget() {
      wholes.clear();
      places.forget();
      batch(() => {
        transition.value = { before: stateNow(), after: null, endedBy: null };
        reading.value = null;
        entries.value = [];
        handle.value = null;
        ended.value = null;
      });
    },
  };
}
