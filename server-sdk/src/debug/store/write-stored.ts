/** Writes by a panel to any stored session: each is made in one step or not at all, and recorded. */

import { endedSessionsOf } from "../../core/logout.ts";
import type { Change, CommitResult } from "../../core/store.ts";
import { isDead } from "../../core/stored-session.ts";
import type { Ticket } from "../../protocol.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../command-error.ts";
import { recordChanged, recordEnded } from "../record-write.ts";
import { changeOf, endingOf, type SessionWrite } from "../write-session.ts";
import { asking, type ReferredSession, serverStore } from "./find-stored.ts";

/** @throws CommandError `conflict` or `gone` when nothing was written. */
export async function writeStored(
  context: CommandContext,
  found: ReferredSession,
  write: SessionWrite,
): Promise<ReferredSession | null> {
  const change = changeOf(found, write, context);
  const result = await commit(context, found, change);
  if (result.outcome === "conflict") {
    throw new CommandError("conflict", "These keys have other values now.", { keys: [...result.keys] });
  }
  if (result.outcome === "gone") throw new CommandError("gone", "The session went while it was being changed.");
  const store = serverStore(context);
  const stored = await asking("load a session", store, store.load(found.id));
  const after = stored && { ...found, stored };
  if (after === null) endedSessionsOf(store).add(found.id);
  recordChanged(context, found, { found: after, revision: result.revision }, change);
  return after;
}

type Deletion = "deleted" | "changed" | "gone" | "failed";

/** Has `act` delete sessions, and adds the ticket that brings back those which were live, and are deleted. */
export async function undoably<T extends object>(
  context: CommandContext,
  sessions: readonly ReferredSession[],
  act: (deleteOne: (found: ReferredSession) => Promise<Deletion>) => Promise<T>,
): Promise<T & { ticket: Ticket | null }> {
  const live = sessions.map(({ stored }) => stored).filter((stored) => !isDead(stored));
  const deleteOne = deleteUntilFailure(context);
  if (live.length === 0) return { ...(await act(deleteOne)), ticket: null };
  return context.undo.keep("store", live, (forget) =>
    act(async (found) => {
      const outcome = await deleteOne(found);
      if (outcome !== "deleted") forget(found.stored);
      return outcome;
    }),
  );
}

/**
 * Where the store fails after some are deleted, the others are left alone: an error would have no ticket for those that are
 * gone. The next call meets the failure.
 */
function deleteUntilFailure(context: CommandContext): (found: ReferredSession) => Promise<Deletion> {
  let [some, failed] = [false, false];
  return async (found) => {
    if (failed) return "failed";
    try {
      const outcome = await deleteStored(context, found);
      some ||= outcome === "deleted";
      return outcome;
    } catch (error) {
      if (!some) throw error;
      failed = true;
      return "failed";
    }
  };
}

/**
 * Deletes a session as it was found. `changed`: it is at another revision by now, and was left alone. A dead one cannot
 * change any more.
 */
async function deleteStored(context: CommandContext, found: ReferredSession): Promise<Exclude<Deletion, "failed">> {
  const store = serverStore(context);
  let ended = false;
  if (!isDead(found.stored)) {
    // A store deletes whatever is there. So the session ends first, at this revision only, and then nothing changes it.
    const { outcome } = await commit(context, found, endingOf(found, context));
    if (outcome === "conflict") return "changed";
    ended = outcome === "stored";
    if (ended) endedSessionsOf(store).add(found.id);
  }
  const deleting = asking("delete a session", store, store.delete(found.id));
  // What has ended is dead, also while its record waits for the expired ones to be cleared.
  const deleted = ended ? await deleting.catch(() => true) : await deleting;
  if (!deleted && !ended) return "gone";
  recordEnded(context, found);
  return "deleted";
}

function commit(context: CommandContext, { id }: ReferredSession, change: Change): Promise<CommitResult> {
  const store = serverStore(context);
  return asking("change a session", store, store.commit(id, change));
}
