/** One key of the session as the panel knows it. Pure. */

import { type Cause, type Entry, redactedMark } from "sessionscope/protocol";
import type { Root } from "../../widgets/tree-rows.ts";

export interface KnownEntry extends Root {
  /** The last change of the key that the server recorded. */
  readonly changed: Cause | null;
}

/** The whole text of a value that the server sends cut short, as it was at a revision. */
export interface WholeText {
  readonly text: string;
  readonly revision: number;
  readonly changed: Cause | null;
}

/**
 * @param whole the whole text of the value, if it was loaded once.
 * @param before what was known of the key; the same object comes back while nothing of it has changed.
 */
export function knownEntry(
  entry: Entry,
  revision: number,
  whole: WholeText | undefined,
  before: KnownEntry | undefined,
): KnownEntry {
  const current = entry.truncated && whole !== undefined && isCurrent(whole, entry, revision) ? whole.text : null;
  const next: KnownEntry = {
    key: entry.key,
    text: current ?? entry.text,
    state: entry.redacted ? "locked" : entry.truncated && current === null ? "cut" : "whole",
    size: entry.size,
    mask: entry.redacted ? mask : null,
    readOnly: entry.readOnly ?? false,
    changed: entry.changed,
  };
  return before !== undefined && isSame(before, next) ? before : next;
}

const isCurrent = (whole: WholeText, entry: Entry, revision: number) =>
  whole.revision === revision || (entry.changed !== null && alike(whole.changed, entry.changed));

const isSame = (before: KnownEntry, next: KnownEntry) =>
  before.text === next.text &&
  before.state === next.state &&
  before.size === next.size &&
  before.readOnly === next.readOnly &&
  alike(before.changed, next.changed);

const mask = JSON.stringify(redactedMark);

const alike = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
