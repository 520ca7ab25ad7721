/** What the tree shows: what the server has, with the user's own edits that are under way laid over it. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { applyEdits, rawAt } from "../../../../json/edit.ts";
import { nodeAt, type Path, pathId } from "../../../../json/path.ts";
import { byteSize } from "../../../../json/print.ts";
import { type Ghost, nodeOf, type Root } from "../../../widgets/tree-rows.ts";
import { compareKeys, inPlaces, type Sort } from "../known/key-order.ts";
import type { NewsDesk } from "../known/news.ts";
import type { KnownEntry, Reader } from "../known/reader.ts";
import type { Saver } from "./saver.ts";

export interface Shown {
  readonly roots: ReadonlySignal<readonly Root[]>;
  readonly ghosts: ReadonlySignal<readonly Ghost[]>;
  /** JSON text of what is shown at a path; null: nothing is. */
  at(path: Path): string | null;
  /** Text of a whole key as the server will have it, once what is under way is done; null: no such key. */
  expected(key: string): string | null;
}

/** A value that is being edited: its row stays, whatever becomes of it on the server. */
export interface Held {
  readonly path: Path;
  /** Text of the whole key that the author saw. */
  readonly seen: string | null;
}

/** The same each time: what is worked out of it stays. */
const none: readonly Ghost[] = [];

export function createShown(
  reader: Reader,
  saver: Saver,
  news: NewsDesk,
  held: ReadonlySignal<readonly Held[]>,
  sort: ReadonlySignal<Sort>,
): Shown {
  /** What waits to be removed stays, struck through; what is being removed goes at once. */
  const laidOver = computed(() =>
    [...saver.pending.value.values()]
      .filter(({ phase, edit }) => phase === "saving" || (phase === "waiting" && edit.kind !== "remove"))
      .map(({ edit }) => edit),
  );
  const roots = computed((): readonly Root[] => {
    const keys = inPlaces(laid.value, reader.places.order.value);
    return sort.value.by === null ? keys : keys.toSorted((a, b) => compareKeys(a, b, sort.value));
  });
  const laid = computed((): readonly KnownEntry[] => {
    const entries = reader.entries.value;
    if (laidOver.value.length === 0) return entries;
    const { texts } = applyEdits(new Map(entries.map(({ key, text }) => [key, text])), laidOver.value);
    const kept = entries.flatMap((entry): KnownEntry[] => {
      const text = texts.get(entry.key);
      if (text === undefined) return [entry];
      return text === null ? [] : [{ ...entry, text, state: "whole", size: byteSize(text) }];
    });
    const known = new Set(entries.map(({ key }) => key));
    const added = [...texts].flatMap(([key, text]): KnownEntry[] =>
      known.has(key) || text === null
        ? []
        : [{ key, text, state: "whole", size: byteSize(text), mask: null, changed: null }],
    );
    return [...kept, ...added];
  });

  const find = (path: Path) => {
    const root = roots.value.find(({ key }) => key === path[0]);
    const node = root === undefined ? null : nodeOf(root);
    const found = node === null ? undefined : nodeAt(node, path.slice(1));
    return root === undefined || found === undefined ? null : root.text.slice(found.start, found.end);
  };
  const isThere = (path: Path) =>
    path.length === 0 || (path.length === 1 && roots.value.some(({ key }) => key === path[0])) || find(path) !== null;

  /** Where the keys are sorted, one that is gone stands where it would. */
  const placed = (ghost: Ghost): Ghost => {
    if (sort.value.by === null || ghost.path.length > 1) return ghost;
    const { text } = ghost;
    const key = { key: String(ghost.path[0]), text, size: byteSize(text), state: "whole", mask: null } as const;
    const before = (roots.value as readonly KnownEntry[]).filter((other) => {
      return compareKeys(other, { ...key, changed: other.changed }, sort.value) < 0;
    });
    return { ...ghost, at: before.length };
  };
  const ghosts = computed((): readonly Ghost[] => {
    const kept = new Map(
      [...held.value, ...saver.conflicts.value.map(({ edit }) => edit)].map((one) => [pathId(one.path), one]),
    );
    const lost = [...kept.values()]
      .filter(({ path }) => !isThere(path))
      .map(({ path, seen }): Ghost => {
        const above = path.slice(0, -1);
        while (!isThere(above)) above.pop();
        const under = above.length === path.length - 1 ? undefined : above;
        return { path, under, text: rawAt(seen, path) ?? "", at: null };
      });
    if (lost.length === 0 && news.ghosts.value.length === 0) return none;
    const ids = new Set(lost.map(({ path }) => pathId(path)));
    const gone = news.ghosts.value.filter(({ path }) => !ids.has(pathId(path)) && !isThere(path));
    return [...gone.map(placed), ...lost];
  });

  const expected = (key: string): string | null => {
    const saving = [...saver.pending.peek().values()].filter(({ phase }) => phase === "saving");
    const { texts } = applyEdits(
      reader.texts(),
      saving.map(({ edit }) => edit),
    );
    return texts.has(key) ? texts.get(key)! : (reader.texts().get(key) ?? null);
  };

  return { roots, ghosts, at: find, expected };
}
