/** The change log: the changes of the current session since the panel opened, the newest first. */

import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { isWithin, type Path } from "../../../json/path.ts";
import { sameSession } from "./attribution.ts";
import { changesOf, type LoggedChange } from "./changes.ts";
import type { KnownEntry } from "./entry.ts";
import type { Transition } from "./known-session.ts";
import type { Reader } from "./reader.ts";

export interface LatestChanges {
  readonly changes: readonly LoggedChange[];
  /** The keys as they were before. */
  readonly before: readonly KnownEntry[];
  /** The session has ended, or another one has taken its place. */
  readonly another: boolean;
}

export interface ChangeLog {
  /** The newest first, as many as there is room for. */
  readonly entries: ReadonlySignal<readonly LoggedChange[]>;
  /** What the last reading brought. */
  readonly latest: ReadonlySignal<LatestChanges>;
  /** The last change of a value below a key in this session, as far as it was seen; a key's own is in its entry. */
  lastChange(path: Path): LoggedChange | null;
}

export function createChangeLog({ transition }: Pick<Reader, "transition">, end: AbortSignal): ChangeLog {
  const entries = signal<readonly LoggedChange[]>([]);
  const latest = computed(() => latestOf(transition.value));
  const stop = effect(() => {
    const { changes, another } = latest.value;
    untracked(() => {
      if (another) entries.value = [];
      if (changes.length > 0) entries.value = withChanges(entries.peek(), changes);
    });
  });
  end.addEventListener("abort", stop);
  return {
    entries,
    latest,
    lastChange: (path) =>
      entries.value.find((change) => isWithin(path, change.path) || isWithin(change.path, path)) ?? null,
  };
}

function latestOf(transition: Transition | null): LatestChanges {
  if (transition === null) return { changes: [], before: [], another: false };
  const { before, after } = transition;
  const another = after === null || (before !== null && !sameSession(before.session, after.session));
  return { changes: changesOf(transition).map(keepable), before: before?.entries ?? [], another };
}

const longestLog = 500;
/** UTF-16 units of all texts in the log. */
export const roomForTexts = 2_000_000;
/** UTF-16 units of one text; of a longer one its beginning is kept. */
export const longestText = 100_000;

/** The log with the changes of one more reading. */
export function withChanges(log: readonly LoggedChange[], changes: readonly LoggedChange[]): readonly LoggedChange[] {
  let room = roomForTexts;
  const next: LoggedChange[] = [];
  const newest = changes.toSorted((one, other) => other.revision - one.revision);
  for (const change of [...newest.slice(0, longestLog), ...log].slice(0, longestLog)) {
    room -= (change.before?.length ?? 0) + (change.after?.length ?? 0);
    if (room < 0 && next.length > 0) break;
    next.push(change);
  }
  return next;
}

/** A copy of a change that keeps only the beginnings of its long texts. */
export function keepable(change: LoggedChange): LoggedChange {
  const [before, after] = [beginning(change.before), beginning(change.after)];
  const cut = before.cut || after.cut || change.cut;
  return { ...change, before: before.text, after: after.text, cut };
}

function beginning(text: string | null): { readonly text: string | null; readonly cut: boolean } {
  if (text === null) return { text, cut: false };
  return { text: copied(text.slice(0, longestText)), cut: text.length > longestText };
}

/** A copy of the text: a slice would keep the whole text in memory. */
const copied = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
