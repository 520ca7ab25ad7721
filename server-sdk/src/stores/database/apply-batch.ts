/** What several commits make of one session, in their order: as if each had been written before the next was read. */

import type { Change, CommitResult, StoredSession } from "../../core/store.ts";
import { isDead } from "../../core/stored-session.ts";
import { applyChange, movesDeadline } from "../../core/storing/apply-change.ts";

export interface AppliedBatch {
  /** The session afterwards; the same object: there is nothing to write. */
  readonly session: StoredSession;
  /** One of the changes that are to be written moves the deadline. */
  readonly movesDeadline: boolean;
  /** The answer to each change, once the session is written. */
  readonly results: readonly CommitResult[];
}

/** The stored session must be alive; it is left as it was. */
export function applyBatch(stored: StoredSession, changes: readonly Change[], now = Date.now()): AppliedBatch {
  let session = stored;
  let moved = false;
  const results = changes.map((change): CommitResult => {
    // Unless one of these changes has moved it, the deadline may be later by now than it was when it was read.
    if (moved && isDead(session, now)) return { outcome: "gone" };
    const moves = movesDeadline(session, change.expiry.from, change.expiry.to);
    const applied = applyChange(session, change);
    if (applied.outcome === "conflict") return applied;
    moved ||= moves;
    session = applied.session;
    return { outcome: "stored", revision: session.revision };
  });
  return { session, movesDeadline: moved, results };
}
