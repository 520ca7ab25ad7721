/** What restoring a snapshot would do now, as a sentence. */

import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import { countedKeys, keysIn } from "../../../snapshots/snapshot.ts";
import type { KeyCounts } from "../../../widgets/diff-signs.ts";
import type { Text } from "../../../widgets/text.ts";
import type { SnapshotsState } from "../state.ts";

export interface Restorable {
  /** There is no session: restoring makes one. */
  readonly isNew: boolean;
  /** Keys, whole or chosen. */
  readonly counts: KeyCounts;
  /** The session gets another user; undefined: it keeps its own. */
  readonly user: string | null | undefined;
  /** Restoring would change nothing. */
  readonly nothing: boolean;
}

export function whatIsRestored({ reader, comparison }: SnapshotsState, snapshot: KeptSnapshot): Restorable {
  const { value: session } = reader.session;
  const counts = comparison.counts.value;
  const isPart = comparison.left.value.size > 0;
  const user = session === null || isPart || session.user === snapshot.user ? undefined : snapshot.user;
  const isSameExpiry = JSON.stringify(session?.expiry) === JSON.stringify(snapshot.expiry);
  const changes = counts.added + counts.changed + counts.removed > 0 || user !== undefined;
  return {
    isNew: session === null,
    counts,
    user,
    nothing: !changes && (session === null || !comparison.takesExpiry.value || isSameExpiry),
  };
}

export function restoreSentence({ panel }: SnapshotsState, snapshot: KeptSnapshot, what: Restorable): string {
  const { text } = panel;
  if (what.isNew) return text("restoreIntoNew", countedKeys(text, keysIn(snapshot)));
  if (what.nothing) return text("restoreNothing");
  const keys = keysSentence(text, what.counts);
  if (what.user === undefined) return keys;
  const user = what.user === null ? text("restoreUserNone") : text("restoreUser", what.user);
  return text("twoSentences", keys, user);
}

/** Names only what there is: "Restoring adds 4 keys, changes 3 and removes 2." */
function keysSentence(text: Text, { added, changed, removed }: KeyCounts): string {
  const first = (number: number) => countedKeys(text, number);
  if (added > 0 && changed > 0 && removed > 0) return text("restoreAll", first(added), changed, removed);
  if (added > 0 && changed > 0) return text("restoreAddsChanges", first(added), changed);
  if (added > 0 && removed > 0) return text("restoreAddsRemoves", first(added), removed);
  if (changed > 0 && removed > 0) return text("restoreChangesRemoves", first(changed), removed);
  if (added > 0) return text("restoreAdds", first(added));
  if (changed > 0) return text("restoreChanges", first(changed));
  return removed > 0 ? text("restoreRemoves", first(removed)) : text("restoreNoKeys");
}
