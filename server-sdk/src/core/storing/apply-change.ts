/** What a commit makes of a stored session: the one meaning of `Change`, for stores that merge in JavaScript. */

import type { Change, StoredSession } from "../store.ts";
import { changedEntries } from "../stored-session.ts";

export type Applied =
  | { readonly outcome: "stored"; readonly session: StoredSession }
  | { readonly outcome: "conflict"; readonly keys: readonly string[] };

/** The session after the change, or the keys that differ from `expect`. The stored session must be alive; it is left as it was. */
export function applyChange(stored: StoredSession, change: Change): Applied {
  const differing = change.expect ? keysThatDiffer(stored, change.expect) : [];
  const outdated = change.ifRevision !== undefined && change.ifRevision !== stored.revision;
  if (outdated || differing.length > 0) return { outcome: "conflict", keys: differing };

  const { from, to, expiresAt } = change.expiry;
  return {
    outcome: "stored",
    session: {
      entries: changedEntries(stored.entries, change),
      createdAt: stored.createdAt,
      modifiedAt: change.modifiedAt,
      expiresAt: movesDeadline(stored, from, to) ? expiresAt : stored.expiresAt,
      expiry: to === undefined ? stored.expiry : to,
      revision: stored.revision + 1,
      user: change.user === undefined ? stored.user : change.user,
    },
  };
}

function keysThatDiffer({ entries }: StoredSession, expected: NonNullable<Change["expect"]>): string[] {
  return [...expected].filter(([key, text]) => (entries.get(key) ?? null) !== text).map(([key]) => key);
}

/** Whether a writer that computed with the expiry `from` and sets `to` (`undefined`: none) may move the deadline. */
export function movesDeadline(
  stored: Pick<StoredSession, "expiry">,
  from: string | null,
  to: string | null | undefined,
): boolean {
  return to !== undefined || stored.expiry === from;
}
