/** Recorded values as the widgets compare them. Pure. */

import { redactedMark } from "sessionscope/protocol";
import type { DiffRoot } from "../../../widgets/diff-signs.ts";
import type { Root } from "../../../widgets/tree-rows.ts";

/** A value as it is recorded: perhaps cut, perhaps hidden. */
export interface RecordedValue {
  readonly text: string;
  readonly size: number;
  readonly truncated: boolean;
  readonly redacted: boolean;
}

const mask = JSON.stringify(redactedMark);

/** @param whole the whole text, if it was loaded. */
export function rootOf(key: string, value: RecordedValue | null, whole: string | null): Root | null {
  if (value === null) return null;
  const { text, size, truncated, redacted } = value;
  return {
    key,
    text: whole ?? text,
    state: redacted ? "locked" : truncated && whole === null ? "cut" : "whole",
    mask: redacted ? mask : null,
    size,
  };
}

export interface Pair {
  readonly key: string;
  readonly before: RecordedValue | null;
  readonly after: RecordedValue | null;
}

/**
 * Makes the roots of pairs, and gives back the same object while nothing in it changes.
 * @param changed whether each pair is known to differ.
 */
export function createRoots(changed: boolean) {
  const known = new WeakMap<Pair, DiffRoot>();
  return (pair: Pair, whole: { readonly before: string | null; readonly after: string | null }): DiffRoot => {
    const before = rootOf(pair.key, pair.before, whole.before);
    const after = rootOf(pair.key, pair.after, whole.after);
    const last = known.get(pair);
    if (last !== undefined && last.before?.text === before?.text && last.after?.text === after?.text) return last;
    const root: DiffRoot = { key: pair.key, before, after, ...(changed && { changed }) };
    known.set(pair, root);
    return root;
  };
}
