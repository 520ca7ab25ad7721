/** `update(key, fn)` at commit: written on the condition that nobody has changed the key, and made anew when somebody has. */

import { SessionInterruptedError, StoreError } from "../errors.ts";
import type { LoadedSession, OpenSession } from "../session/open-session.ts";
import { valueRule } from "../session/value-rule.ts";
import type { Change, CommitResult } from "../store.ts";
import { fromText } from "../values.ts";
import type { Saved, Saving } from "./saving.ts";

/** Rounds of an atomic update against other writers of the same key. */
const maxRounds = 64;

interface Written {
  readonly revision: number;
  /** What was written at last, and the entries that it was made of. Left out: the change that was asked for. */
  readonly rewritten?: Saved["rewritten"];
}

/**
 * Writes, and as long as another request was faster on a key of `update(key, fn)`, applies `fn` to the new value and
 * tries again.
 */
export async function commitUpdates(
  { open, store, source }: Saving,
  { id, stored }: LoadedSession,
  change: Change,
  write: (change: Change) => Promise<CommitResult>,
): Promise<Written> {
  const guarded = change.clear ? [] : [...open.entries.updaters.keys()];
  let round = change;
  let { entries } = stored;
  for (let rounds = 0; rounds < maxRounds; rounds++) {
    const result = await write(guarded.length === 0 ? round : { ...round, expect: textsOf(guarded, entries) });
    if (result.outcome === "stored") {
      return { revision: result.revision, ...(round !== change && { rewritten: { entries, changes: round } }) };
    }
    if (result.outcome === "gone") throw new SessionInterruptedError();
    source.noteCall("load");
    const fresh = await store.load(id!);
    if (!fresh) throw new SessionInterruptedError();
    entries = fresh.entries;
    round = { ...change, ...reapply(open, guarded, entries, change) };
  }
  throw new StoreError("save the session", store.name, new Contention(guarded));
}

/** Why a store failed to save: other requests were faster, in every round. */
export class Contention extends Error {
  constructor(keys: readonly string[]) {
    super(`other requests kept changing ${keys.join(", ")}`);
  }
}

function textsOf(keys: readonly string[], entries: ReadonlyMap<string, string>): Map<string, string | null> {
  return new Map(keys.map((key) => [key, entries.get(key) ?? null]));
}

/** The keys that are set and deleted once the updaters have seen what others made of theirs. */
function reapply(
  open: OpenSession,
  keys: readonly string[],
  entries: ReadonlyMap<string, string>,
  change: Change,
): Pick<Change, "set" | "delete"> {
  const set = new Map(change.set);
  const deleted = new Set(change.delete);
  for (const key of keys) {
    const text = entries.get(key);
    let value: unknown = text === undefined ? undefined : fromText(text);
    for (const update of open.entries.updaters.get(key)!) value = update(value);
    set.delete(key);
    deleted.delete(key);
    const stored = value === undefined ? undefined : valueRule(open.source.policy).text(key, value);
    if (stored === undefined) deleted.add(key);
    else set.set(key, stored);
  }
  return { set, delete: deleted };
}
