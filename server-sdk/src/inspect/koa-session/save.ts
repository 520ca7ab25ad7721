/** What a request is about to save, and what becomes of it where panels have changed the session meanwhile. */

import { snapshotOf } from "../base/quick-texts.ts";
import type { Seen } from "../base/seen.ts";
import { Snapshot } from "../base/snapshot.ts";
import { applyEdits, changedKeys, type Edit } from "./edits.ts";
import { expiryOf, userOf } from "./facts.ts";
import type { MaxAge, SessionData } from "./library.ts";

/** As the request has loaded it. */
interface Loaded {
  readonly edits: readonly Edit[];
  readonly base: Snapshot | null;
  readonly age: MaxAge | undefined;
  readonly policy: MaxAge | undefined;
}

type Kept = Omit<Seen, "id">;

/** `data`: as the library gives it to its store. */
function keptOf({ _session, _maxAge, _expire, ...data }: SessionData, policy: MaxAge | undefined): Kept {
  const expiry = expiryOf(_session === true ? "session" : (_maxAge as number), policy);
  return { snapshot: snapshotOf(data), expiry, expiresAt: _expire as number | undefined, user: userOf(data) };
}

export interface Save {
  /** As the request has it. */
  readonly own: Snapshot;
  /** What is stored before, as far as it knows; `null`: nothing. */
  readonly stored: Snapshot | null;
  readonly saved: Kept;
  /** A panel has written the session since, and the request has changed nothing: its save would undo what others have saved. */
  readonly onlyRenews: boolean;
}

/** Gives `data`, which the request is about to save, what panels have changed. */
export function mergedSave({ edits, base, age, policy }: Loaded, data: SessionData): Save {
  const kept = keptOf(data, policy);
  const own = kept.snapshot;
  if (base === null || edits.length === 0) return { own, stored: base, saved: kept, onlyRenews: false };
  const isMoved = JSON.stringify(kept.expiry) !== JSON.stringify(expiryOf(age, policy));
  const onlyRenews = !isMoved && changedKeys(base.texts, own.texts).length === 0;
  const stored = Snapshot.of(applyEdits(edits, base.texts, own.texts, data));
  return { own, stored, saved: keptOf(data, policy), onlyRenews };
}
