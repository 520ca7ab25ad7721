/** The session as the user sees it: the server's keys, with the edits that are pending laid over them. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { applyEdits, type ValueEdit } from "../../../json/edit.ts";
import type { JsonNode } from "../../../json/node.ts";
import { nodeAt, type Path } from "../../../json/path.ts";
import { byteSize } from "../../../json/print.ts";
import { nodeOf, type Root } from "../../widgets/tree-rows.ts";
import type { KnownEntry } from "../known/entry.ts";
import { compareKeys, inPlaces, type Sort } from "../known/key-order.ts";
import type { Reader } from "../known/reader.ts";
import type { Pending } from "./pending-edits.ts";
import { ofPhase } from "./pending-transitions.ts";

export interface Overlay {
  /** The keys in the order they are shown in. */
  readonly roots: ReadonlySignal<readonly KnownEntry[]>;
  /** The parsed value at a path; null: nothing is there, or it is not known. */
  nodeAt(path: Path): JsonNode | null;
  /** JSON text at a path; null: nothing is there, or it is not known. */
  textAt(path: Path): string | null;
  /** Is a value there, known or not? */
  has(path: Path): boolean;
  /** Text of a whole key as the server will have it after the saves under way. null: no such key. */
  expected(key: string): string | null;
}

export interface OverlayParts {
  readonly reader: Reader;
  readonly pending: Pending;
  readonly sort: ReadonlySignal<Sort>;
}

export function createOverlay({ reader, pending, sort }: OverlayParts): Overlay {
  const edits = computed(() => laidOver(pending));
  const entries = computed(() => withEdits(reader.entries.value, edits.value));
  const roots = computed((): readonly KnownEntry[] => {
    const keys = inPlaces(entries.value, reader.places.order.value);
    return sort.value.by === null ? keys : keys.toSorted((a, b) => compareKeys(a, b, sort.value));
  });
  const find = (path: Path): { readonly root: Root; readonly node: JsonNode } | null => {
    const root = roots.value.find(({ key }) => key === path[0]);
    const whole = root === undefined ? null : nodeOf(root);
    const node = whole === null ? undefined : nodeAt(whole, path.slice(1));
    return root === undefined || node === undefined ? null : { root, node };
  };
  return {
    roots,
    nodeAt: (path) => find(path)?.node ?? null,
    textAt(path) {
      const found = find(path);
      return found === null ? null : found.root.text.slice(found.node.start, found.node.end);
    },
    has: (path) =>
      path.length === 0 || (path.length === 1 && roots.value.some(({ key }) => key === path[0])) || find(path) !== null,
    expected(key) {
      const saving = ofPhase(pending.edits.peek(), "saving").map(({ edit }) => edit);
      const { texts } = applyEdits(reader.texts(), saving);
      return texts.has(key) ? texts.get(key)! : (reader.texts().get(key) ?? null);
    },
  };
}

/** A value whose removal waits stays, struck through; one that is being removed goes at once. */
const laidOver = ({ edits }: Pending): readonly ValueEdit[] =>
  [...edits.value.values()]
    .filter(({ phase, edit }) => phase === "saving" || (phase === "waiting" && edit.kind !== "remove"))
    .map(({ edit }) => edit);

function withEdits(entries: readonly KnownEntry[], edits: readonly ValueEdit[]): readonly KnownEntry[] {
  if (edits.length === 0) return entries;
  const { texts } = applyEdits(new Map(entries.map(({ key, text }) => [key, text])), edits);
  const kept = entries.flatMap((entry): KnownEntry[] => {
    const text = texts.get(entry.key);
    if (text === undefined) return [entry];
    const state = entry.state === "locked" ? "locked" : "whole";
    return text === null ? [] : [{ ...entry, text, state, size: byteSize(text) }];
  });
  const known = new Set(entries.map(({ key }) => key));
  const added = [...texts].flatMap(([key, text]): KnownEntry[] =>
    known.has(key) || text === null
      ? []
      : [{ key, text, state: "whole", size: byteSize(text), mask: null, changed: null }],
  );
  return [...kept, ...added];
}
