/** The session as the server has it: reads it whenever it may have changed, keeps it while the server is away. */

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import {
  type Cause,
  type Entry,
  redactedMark,
  type SessionReading,
  type SessionState,
  type Since,
} from "sessionscope/protocol";
import type { Texts } from "../../../../json/edit.ts";
import { visible } from "../../../../json/visible.ts";
import { CallFailed } from "../../../server/client.ts";
import { thisWindow } from "../../../server/this-window.ts";
import type { Panel, Visit } from "../../../state.ts";
import type { Root } from "../../../widgets/tree-rows.ts";
import { createKeyPlaces, inPlaces, type KeyPlaces } from "./key-order.ts";

export interface KnownEntry extends Root {
  /** The last change of the key that the server recorded. */
  readonly changed: Cause | null;
}

/** Two states of a session, one after the other; null: there was, or is, none. */
export interface News {
  readonly before: State | null;
  readonly after: State | null;
  /** Who ended the session before, if it is another one by now and that was told. */
  readonly ended: Cause | null;
}

interface State {
  readonly session: SessionState;
  readonly entries: readonly KnownEntry[];
}

export interface Ended {
  readonly how: "flushed" | "expired" | "ended";
  readonly cause: Cause;
}

export interface Reader {
  /** null: not read yet. */
  readonly reading: ReadonlySignal<SessionReading | null>;
  /** null: none, gone, or not known. */
  readonly session: ReadonlySignal<SessionState | null>;
  /** In the places they had; the same objects as long as they are the same. */
  readonly entries: ReadonlySignal<readonly KnownEntry[]>;
  readonly places: KeyPlaces;
  /** How the last session ended; null: it lives, or nothing is known. */
  readonly ended: ReadonlySignal<Ended | null>;
  /** Why the last try to read failed, in the server's words. */
  readonly trouble: ReadonlySignal<string | null>;
  /** Texts of all keys; of those hidden or cut short, what is known of them. */
  texts(): Texts;
  /** Reads again; what it finds is the state after the call. */
  read(): Promise<void>;
  /** The whole text of a key, asked for in a visit. @throws CallFailed */
  whole(key: string, at?: Visit): Promise<string>;
  /** Runs a call that changes something: what it answers is the state from then on. @param call is given the state before. */
  change<T extends { readonly reading: SessionReading }>(call: (since?: Since) => Promise<T>): Promise<T>;
  /** The user ended the session from here. */
  end(how: Ended["how"]): void;
  /** Another server: nothing is known any more. */
  forget(): void;
}

/** How long the panel is left to everything else after a reading, in times of what that took it. */
const restFor = 3;
/** The longest such rest, milliseconds. */
const longestRest = 1000;
/** Milliseconds until a session that ended is looked for: its successor's cookie may be under way. */
const settle = 150;

interface Whole {
  readonly text: string;
  readonly revision: number;
  readonly changed: Cause | null;
}

/** @param tell hears each new state, after the signals have it. */
export function createReader(panel: Panel, tell: (news: News) => void, end: AbortSignal): Reader {
  const reading = signal<SessionReading | null>(null);
  const entries = signal<readonly KnownEntry[]>([]);
  const ended = signal<Ended | null>(null);
  const trouble = signal<string | null>(null);
  const session = computed(() => (reading.value?.state === "live" ? reading.value.session : null));
  const places = createKeyPlaces();
  const wholes = new Map<string, Whole>();
  /** Grows with every answer to a change: a read that began before it is out of date. */
  let epoch = 0;
  let changing = 0;
  /** The last session that lived, and the latest revision heard of. */
  let handle: string | null = null;
  let latest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const known = (entry: Entry, revision: number, before: KnownEntry | undefined): KnownEntry => {
    const whole = entry.truncated ? wholes.get(entry.key) : undefined;
    const fresh =
      whole !== undefined &&
      (whole.revision === revision || (entry.changed !== null && alike(whole.changed, entry.changed)));
    const next: KnownEntry = {
      key: entry.key,
      text: fresh ? whole.text : entry.text,
      state: entry.redacted ? "locked" : entry.truncated && !fresh ? "cut" : "whole",
      size: entry.size,
      mask: entry.redacted ? mask : null,
      changed: entry.changed,
    };
    const same =
      before !== undefined &&
      before.text === next.text &&
      before.state === next.state &&
      before.size === next.size &&
      alike(before.changed, next.changed);
    return same ? before : next;
  };

  const accept = (next: SessionReading): void => {
    const live = next.state === "live" ? next.session : null;
    const last = session.peek();
    if (live !== null && last?.handle === live.handle && live.revision < last.revision) return;
    const before = last === null ? null : entries.peek();
    const byKey = new Map(before?.map((entry) => [entry.key, entry]));
    if (live === null) places.forget();
    else places.learn(live.entries.map(({ key }) => key));
    const after =
      live === null
        ? null
        : inPlaces(live.entries, places.order.peek()).map((entry) => known(entry, live.revision, byKey.get(entry.key)));
    const by = ended.peek()?.cause ?? null;
    batch(() => {
      if (live !== null) {
        if (live.handle !== handle) latest = 0;
        handle = live.handle;
        ended.value = null;
      }
      reading.value = next;
      entries.value = after ?? [];
    });
    tell({
      before: last === null ? null : { session: last, entries: before! },
      after: live === null ? null : { session: live, entries: after! },
      ended: by,
    });
    const there = new Map(entries.peek().map(({ key, state }) => [key, state]));
    for (const key of [...wholes.keys()]) {
      if (!there.has(key)) wholes.delete(key);
      // It was asked for once and has changed since.
      else if (there.get(key) === "cut" && wholes.delete(key)) void whole(key).catch(() => {});
    }
  };

  const load = async (entry: KnownEntry, at: Visit): Promise<string> => {
    const { key } = entry;
    const { revision } = session.peek()!;
    const { text, changed } = await at.call("session.value", { key });
    wholes.set(key, { text, revision, changed });
    entries.value = entries.peek().map((other) => (other === entry ? { ...entry, text, state: "whole" } : other));
    return text;
  };
  /** Those under way: who asks for one gets the same. */
  const loads = new Map<KnownEntry, Promise<string>>();
  const whole = async (key: string, at: Visit = panel.visit.peek()): Promise<string> => {
    at.over.throwIfAborted();
    const entry = entries.peek().find((other) => other.key === key);
    if (entry?.state !== "cut") return entry?.text ?? "";
    const loading = loads.get(entry) ?? load(entry, at).finally(() => loads.delete(entry));
    loads.set(entry, loading);
    return loading;
  };

  const since = (): Since | undefined => {
    const last = session.peek();
    return last === null ? undefined : { handle: last.handle, revision: last.revision };
  };

  let running: Promise<void> | null = null;
  let again = false;
  /** Before it nothing is read again, however often the session changes: the next reading has it all. */
  let restUntil = 0;
  let drawing: Promise<void> | null = null;
  const rest = async (from: number) => {
    await drawn();
    const now = performance.now();
    restUntil = now + Math.min(restFor * (now - from), longestRest);
    drawing = null;
  };
  const readOn = async (): Promise<void> => {
    do {
      await drawing;
      await until(restUntil);
      again = false;
      const began = epoch;
      const next = await panel.visit.peek().call("session.read", { since: since() });
      const from = performance.now();
      trouble.value = null;
      if (began === epoch) accept(next);
      else again = true;
      drawing = rest(from);
    } while (again);
  };
  const read = (): Promise<void> => {
    again = true;
    running ??= readOn()
      .catch((error: unknown) => {
        if (!(error instanceof CallFailed)) throw error;
        if (error.code === "moved") return;
        // What the connection has to say, the frame says.
        if (panel.live.peek()) trouble.value = visible(error.message);
      })
      .finally(() => {
        running = null;
        // Asked for after the one that failed had begun: perhaps of another server.
        if (again && panel.live.peek()) void read();
      });
    return running;
  };

  const stop = effect(() => {
    const { event } = panel.stir.value;
    if (!panel.live.value || panel.stir.value.count === 0) return;
    untracked(() => {
      if (event === null) void read();
      else if (event.type === "alive" || event.handle !== handle) return;
      else if (event.type === "gone") {
        ended.value ??= { how: "ended", cause: event.cause };
        clearTimeout(timer);
        if (changing === 0) timer = setTimeout(() => void read(), settle);
      } else {
        latest = Math.max(latest, event.revision);
        if (changing === 0 && event.revision > (session.peek()?.revision ?? 0)) void read();
      }
    });
  });
  end.addEventListener("abort", () => {
    stop();
    clearTimeout(timer);
  });

  return {
    reading,
    session,
    entries,
    places,
    ended,
    trouble,
    texts: () => new Map(entries.peek().map(({ key, text }) => [key, text])),
    read,
    whole,
    async change(call) {
      changing += 1;
      try {
        const answer = await call(since());
        epoch += 1;
        accept(answer.reading);
        return answer;
      } finally {
        changing -= 1;
        // Others were at work meanwhile.
        if (changing === 0 && latest > (session.peek()?.revision ?? Infinity)) void read();
      }
    },
    end(how) {
      ended.value = { how, cause: { by: "panel", method: "", path: "", at: panel.now.peek(), window: thisWindow } };
    },
    forget() {
      epoch += 1;
      clearTimeout(timer);
      wholes.clear();
      places.forget();
      handle = null;
      batch(() => {
        reading.value = null;
        entries.value = [];
        ended.value = null;
        trouble.value = null;
      });
    },
  };
}

/** Resolves when what follows from a change of signals has been drawn, as far as scripts do that. */
const drawn = () => new Promise<void>((resolve) => setTimeout(resolve));

const until = (at: number) => {
  const wait = at - performance.now();
  return wait <= 0 ? undefined : new Promise<void>((resolve) => setTimeout(resolve, wait));
};

const mask = JSON.stringify(redactedMark);

const alike = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
