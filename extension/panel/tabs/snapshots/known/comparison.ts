/** The session as it is now against a snapshot, in the direction of restoring: what is now comes before. */

import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import { byteSize } from "../../../../json/print.ts";
import { keepsExpiry } from "../../../engine.ts";
import type { KnownEntry } from "../../../session/known/entry.ts";
import type { Reader } from "../../../session/known/reader.ts";
import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import type { Part } from "../../../snapshots/restore.ts";
import type { Panel } from "../../../state.ts";
import { countKeys, type DiffRoot, type KeyCounts, signOfKey } from "../../../widgets/diff-signs.ts";
import { createDiff, type DiffState } from "../../../widgets/diff-state.ts";
import type { Root } from "../../../widgets/tree-rows.ts";

export interface Comparison {
  readonly diff: DiffState;
  /** What restoring does with the chosen keys. */
  readonly counts: ReadonlySignal<KeyCounts>;
  /** Keys that the server hides now, or that are read only: they stay as they are. */
  readonly hidden: ReadonlySignal<number>;
  /** Differing keys that are not to be restored. */
  readonly left: ReadonlySignal<ReadonlySet<string>>;
  /** Chooses a key, or leaves it as it is. */
  toggle(key: string): void;
  readonly withExpiry: Signal<boolean>;
  /** The expiry of the snapshot is a moment that has passed: restoring it would end the session at once. */
  readonly isPast: ReadonlySignal<boolean>;
  /** Is the expiry restored, too? */
  readonly takesExpiry: ReadonlySignal<boolean>;
  /** What is to be restored. */
  part(): Part;
}

export function createComparison(
  { now, hello }: Pick<Panel, "now" | "hello">,
  reader: Reader,
  current: ReadonlySignal<KeptSnapshot | null>,
  end: AbortSignal,
): Comparison {
  const left = signal<ReadonlySet<string>>(new Set());
  const withExpiry = signal(true);
  const isPast = computed(() => {
    const expiry = current.value?.expiry;
    return expiry?.kind === "moment" && expiry.at <= now.value;
  });
  const isKept = computed(() => current.value === null || keepsExpiry(hello.value, current.value.expiry.kind));
  const takesExpiry = computed(() => withExpiry.value && !isPast.value && isKept.value);
  const id = computed(() => current.value?.id ?? null);
  const stop = effect(() => {
    void id.value;
    untracked(() => {
      left.value = new Set();
      withExpiry.value = true;
    });
  });
  const stopLoading = effect(() => {
    if (current.value !== null) loadWhole(reader, reader.entries.value);
  });
  end.addEventListener("abort", () => {
    stop();
    stopLoading();
  });

  const pairs = createPairs();
  const roots = computed(() => (current.value === null ? [] : pairs(reader.entries.value, current.value)));
  const chosen = computed(() => roots.value.filter(({ key }) => !left.value.has(key)));
  const isLeft = computed(() => chosen.value.length < roots.value.length);
  return {
    diff: createDiff(roots),
    counts: computed(() => countKeys(chosen.value)),
    hidden: computed(() => reader.entries.value.filter(isFixed).length),
    left,
    toggle(key) {
      const next = new Set(left.peek());
      if (!next.delete(key)) next.add(key);
      left.value = next;
    },
    withExpiry,
    isPast,
    takesExpiry,
    part: () => ({
      keys: isLeft.peek() ? new Set(chosen.peek().flatMap((root) => (signOfKey(root) ? [root.key] : []))) : null,
      expiry: takesExpiry.peek(),
    }),
  };
}

/** A value that is cut short can be compared only once it is whole. */
function loadWhole(reader: Reader, entries: readonly KnownEntry[]): void {
  for (const { key, state } of entries) if (state === "cut") void reader.whole(key).catch(() => {});
}

/** Nobody can write it through the endpoint. */
const isFixed = ({ state, readOnly }: KnownEntry): boolean => state === "locked" || readOnly === true;

/** The keys of both sides, first those of now. Without what cannot be written. A pair stays the same object while its sides do. */
function createPairs() {
  const sides = new WeakMap<KeptSnapshot, ReadonlyMap<string, Root>>();
  let last = new Map<string, DiffRoot>();
  const sidesOf = (snapshot: KeptSnapshot) => {
    const known =
      sides.get(snapshot) ?? new Map(Object.entries(snapshot.entries).map(([key, text]) => [key, root(key, text)]));
    sides.set(snapshot, known);
    return known;
  };
  return (entries: readonly KnownEntry[], snapshot: KeptSnapshot): readonly DiffRoot[] => {
    const locked = new Set(entries.filter(isFixed).map(({ key }) => key));
    const now = new Map(entries.filter(({ key }) => !locked.has(key)).map((entry) => [entry.key, entry]));
    const then = sidesOf(snapshot);
    const keys = [...new Set([...now.keys(), ...then.keys()])].filter((key) => !locked.has(key));
    const next = keys.map((key): DiffRoot => {
      const [before, after] = [now.get(key) ?? null, then.get(key) ?? null];
      const same = last.get(key);
      return same?.before === before && same.after === after ? same : { key, before, after };
    });
    last = new Map(next.map((pair) => [pair.key, pair]));
    return next;
  };
}

const root = (key: string, text: string): Root => ({ key, text, state: "whole", mask: null, size: byteSize(text) });
