/** undo.restore: brings back what a command has ended or emptied, hidden values included, and nothing that is dead. */

import { decodeExpiry, type Expiry, policyExpiry } from "../../core/expiry.ts";
import type { StoredSession } from "../../core/store.ts";
import type { SessionStart } from "../../core/stored-session.ts";
import type { CommandContext, Handlers } from "../command.ts";
import { CommandError } from "../command-error.ts";
import { demandRevision, findSession } from "../find-session.ts";
import { readingOf } from "../reading.ts";
import { recordEnded } from "../record-write.ts";
import type { FoundSession } from "../session-access.ts";
import { type RedeemedSession, ticketGone } from "../undo-tickets.ts";
import { answerToNew, storeNewSession, writeSession } from "../write-session.ts";

type Undone = Awaited<ReturnType<Handlers["undo.restore"]>>;

export const undoCommands: Pick<Handlers, "undo.restore"> = {
  async "undo.restore"({ ticket, revision, leave = [] }, context) {
    return context.undo.redeem(ticket, async (of, sessions) => {
      if (of === "store") {
        if (revision !== null) throw new CommandError("invalid-params", "revision: must be null for deleted sessions");
        return restoreDeleted(sessions, context);
      }
      const [kept] = sessions as [RedeemedSession];
      return revision === null
        ? restoreAsNew(kept, context)
        : restoreInto(await demandRevision(context, revision), kept, new Set(leave), context);
    });
  },
};

/** A new session with a new key for the asking browser. */
async function restoreAsNew(kept: RedeemedSession, context: CommandContext): Promise<Undone> {
  const found = await storeNewSession(context, startOf(kept.stored));
  await endIfLoggedOut(kept, found, context);
  return { ...answerToNew(context, found), sessions: 1 };
}

/** @throws CommandError for a key or a user that somebody has changed since. Nothing is written then. */
async function restoreInto(
  found: FoundSession,
  kept: RedeemedSession,
  leave: ReadonlySet<string>,
  context: CommandContext,
): Promise<Undone> {
  const { entries, user } = kept.stored;
  const expiry = livingExpiry(kept.stored);
  const now = found.stored;
  const set = new Map([...entries].filter(([key]) => !leave.has(key)));
  const keys = [...set].filter(([key, text]) => (now.entries.get(key) ?? text) !== text).map(([key]) => key);
  if (keys.length > 0) throw new CommandError("conflict", "These keys have other values now.", { keys });
  if (now.user !== null && now.user !== user) {
    throw new CommandError("conflict", "The session is bound to another user now.", { keys: [] });
  }
  const changed = await writeSession(context, found, { set, expiry, user, ifRevision: now.revision });
  await endIfLoggedOut(kept, found, context);
  return { ...changed, sessions: 1 };
}

/** Each in a new session that no browser has the cookie of: all of them, or none. */
async function restoreDeleted(sessions: readonly RedeemedSession[], context: CommandContext): Promise<Undone> {
  const made: FoundSession[] = [];
  try {
    for (const kept of sessions) {
      made.push(await storeNewSession(context, startOf(kept.stored)));
      await endIfLoggedOut(kept, made.at(-1)!, context);
    }
  } catch (error) {
    for (const found of made) await end(found, context);
    throw error;
  }
  const own = await findSession(context);
  return { reading: readingOf(own, context.cookie, context), cookies: [], sessions: made.length };
}

function startOf(stored: StoredSession): SessionStart {
  const { entries, user } = stored;
  return { entries, expiry: livingExpiry(stored) ?? policyExpiry, user };
}

/** `undefined`: its moment has passed since, and the session that got it would be dead at once. */
function livingExpiry(stored: StoredSession): Expiry | undefined {
  const expiry = decodeExpiry(stored.expiry);
  return expiry.kind === "moment" && expiry.at <= Date.now() ? undefined : expiry;
}

/** The logout may have come before the session was stored, and so not have found it. @throws CommandError then */
async function endIfLoggedOut(kept: RedeemedSession, found: FoundSession, context: CommandContext): Promise<void> {
  if (!kept.isLoggedOut()) return;
  await end(found, context);
  throw ticketGone();
}

async function end(found: FoundSession, context: CommandContext): Promise<void> {
  await context.sessions.remove(found);
  recordEnded(context, found);
}
