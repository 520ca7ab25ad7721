/** Takes a restore back. What others have changed since stays. */

import type { Panel, Visit } from "../state.ts";
import { atLatest } from "./at-latest.ts";
import { countedKeys, hasPassed, type Snapshot } from "./snapshot.ts";
import type { Taken } from "./take.ts";

/** The session before a restore, and what the restore has made of it. */
export interface Restored {
  /** null: there was no session. */
  readonly before: Taken | null;
  readonly after: Taken;
}

/** @returns the sentence that says what undoing did. @throws CallFailed; Error with a sentence for people */
export const undoRestore = (panel: Panel, { before, after }: Restored, at: Visit): Promise<string> =>
  atLatest(at, (now) => (before === null ? endNew(panel, after, now, at) : putBack(panel, before, after, now, at)));

/** There was no session before: the new one ends. */
async function endNew(panel: Panel, made: Taken, now: Taken | null, at: Visit): Promise<string> {
  const { text } = panel;
  if (now === null || now.handle !== made.handle) throw new Error(text("snapshotUndoOther"));
  if (now.revision !== made.revision) throw new Error(text("snapshotUndoChanged"));
  await at.call("session.flush", { revision: now.revision });
  panel.invalidate();
  return text("snapshotUndoneNew");
}

async function putBack(panel: Panel, before: Taken, after: Taken, now: Taken | null, at: Visit): Promise<string> {
  const { text } = panel;
  const { entries, theirs } = entriesBack(before.snapshot, after.snapshot, now?.snapshot ?? null);
  const back = <T>(was: T, put: T, is: T): T => (same(put, is) ? was : is);
  await at.call("session.restore", {
    revision: now?.revision ?? null,
    entries,
    expiry: hasPassed(before.snapshot.expiry, panel)
      ? (now?.snapshot.expiry ?? { kind: "policy" })
      : now === null
        ? before.snapshot.expiry
        : back(before.snapshot.expiry, after.snapshot.expiry, now.snapshot.expiry),
    user: now === null ? before.snapshot.user : back(before.snapshot.user, after.snapshot.user, now.snapshot.user),
  });
  panel.invalidate();
  return theirs === 0 ? text("snapshotUndone") : text("snapshotUndoneBut", countedKeys(text, theirs));
}

/**
 * The keys as they were before, where they still are as the restore has left them.
 * @returns `theirs`: how many keys others have changed since; they stay.
 */
function entriesBack(before: Snapshot, after: Snapshot, now: Snapshot | null) {
  if (now === null) return { entries: before.entries, theirs: 0 };
  const [was, put, is] = [before, after, now].map(({ entries }) => new Map(Object.entries(entries)));
  const entries = new Map(is);
  let theirs = 0;
  for (const key of new Set([...was!.keys(), ...put!.keys()])) {
    const earlier = was!.get(key);
    if (earlier === put!.get(key)) continue;
    if (is!.get(key) !== put!.get(key)) theirs += 1;
    else if (earlier === undefined) entries.delete(key);
    else entries.set(key, earlier);
  }
  return { entries: Object.fromEntries(entries), theirs };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
