/** Writes by a panel: each is made in one step or not at all, recorded, and answered with what is there now. */

import { setCookieLine } from "../core/cookie.ts";
import { SessionTooLargeError } from "../core/errors.ts";
import { cookieMaxAge, deadline, decodeExpiry, type Expiry, encodeExpiry } from "../core/expiry.ts";
import type { Change, StoredSession } from "../core/store.ts";
import { byteSizeOf, isDead, newStoredSession, type SessionStart } from "../core/stored-session.ts";
import type { Changed } from "../protocol.ts";
import type { CommandContext } from "./command.ts";
import { CommandError } from "./command-error.ts";
import { findSession, staleRevision } from "./find-session.ts";
import { readingOf } from "./reading.ts";
import { recordChanged, recordCreated, recordEnded } from "./record-write.ts";
import type { FoundSession, NamedSession, Written } from "./session-access.ts";

/** What a command writes to a session. What is left out stays as it is. */
export interface SessionWrite {
  readonly set?: ReadonlyMap<string, string>;
  readonly delete?: ReadonlySet<string>;
  /** Drops all keys before `set`. */
  readonly clear?: boolean;
  readonly expiry?: Expiry;
  readonly user?: string | null;
  /** Texts that the keys must have (`null`: none), or nothing is written. */
  readonly expect?: ReadonlyMap<string, string | null>;
  /** The revision that the session must have, or nothing is written. */
  readonly ifRevision?: number;
}

/** Commits as the app would: the deadline counts from now. @throws CommandError when nothing was written. */
export async function writeSession(
  context: CommandContext,
  found: FoundSession,
  write: SessionWrite,
): Promise<Changed> {
  const change = changeOf(found, write, context);
  const written = await context.sessions.commit(found, change);
  return answerTo(context, found, written, change);
}

/** Gives the session a new key, and the browser the cookie of it. @throws CommandError when nothing was written. */
export async function changeKey(context: CommandContext, found: FoundSession): Promise<Changed> {
  const change = changeOf(found, { ifRevision: found.stored.revision }, context);
  const written = await context.sessions.rotate(found, change);
  return answerTo(context, found, written, change);
}

/**
 * Lets the session end now, as if its time had come: in one step, and only at this revision.
 * @returns the cookie value under which it is dead: another one when the cookie holds the session.
 * @throws CommandError when nothing was written.
 */
export async function endSession(context: CommandContext, found: FoundSession): Promise<string> {
  const { foreign } = context.sessions;
  const written = foreign ? await foreign.end(found) : await context.sessions.commit(found, endingOf(found, context));
  if (written.outcome !== "stored") throw await errorOf(written, context);
  recordEnded(context, found);
  return written.cookieValue;
}

/** The change that ends a session now, at this revision only. */
export function endingOf(found: NamedSession, context: CommandContext): Change {
  const { expiry, revision } = found.stored;
  return {
    ...changeOf(found, { clear: true, ifRevision: revision }, context),
    expiry: { from: expiry, to: expiry, expiresAt: Date.now() },
  };
}

/** Creates a session under a new key, for the asking browser. */
export async function createSession(context: CommandContext, start: SessionStart): Promise<Changed> {
  return answerToNew(context, await storeNewSession(context, start));
}

/** Stores a session under a new key, which nobody has yet. */
export async function storeNewSession(context: CommandContext, start: SessionStart): Promise<FoundSession> {
  const session = newStoredSession(start, context.settings, Date.now());
  checkSize(start.entries, context);
  const found = await context.sessions.create(session);
  recordCreated(context, found);
  return found;
}

/** The answer that gives a new session to the asking browser. */
export function answerToNew(context: CommandContext, found: FoundSession): Changed {
  const { cookieValue, stored } = found;
  return {
    reading: readingOf(isDead(stored) ? null : found, cookieValue, context),
    cookies: found.lines ? [...found.lines] : [cookieLine(context, cookieValue, stored)],
  };
}

/** The `Set-Cookie` line that gives the asking browser its cookie, with the age that the session has since its change. */
export function cookieLine(
  { settings }: CommandContext,
  cookieValue: string,
  { expiry, expiresAt, modifiedAt }: Pick<StoredSession, "expiry" | "expiresAt" | "modifiedAt">,
): string {
  const maxAge = cookieMaxAge(decodeExpiry(expiry), modifiedAt, expiresAt, settings);
  return setCookieLine(settings, cookieValue, maxAge, modifiedAt);
}

/** The change of a write: the deadline counts from now. */
export function changeOf({ stored }: NamedSession, write: SessionWrite, context: CommandContext): Change {
  const now = Date.now();
  const { settings } = context;
  const expiry = write.expiry ?? decodeExpiry(stored.expiry);
  const to = write.expiry && encodeExpiry(write.expiry);
  const change: Change = {
    set: write.set ?? new Map(),
    delete: write.delete ?? new Set(),
    clear: write.clear ?? false,
    modifiedAt: now,
    expiry: { from: stored.expiry, to, expiresAt: deadline(expiry, now, stored.createdAt, settings) },
    user: write.user,
    expect: write.expect,
    ifRevision: write.ifRevision,
  };
  if (change.set.size > 0) {
    const kept = change.clear ? [] : [...stored.entries].filter(([key]) => !change.delete.has(key));
    checkSize(new Map([...kept, ...change.set]), context);
  }
  return change;
}

function checkSize(entries: StoredSession["entries"], { settings }: CommandContext): void {
  const size = byteSizeOf(entries);
  if (size > settings.maxSize) throw new SessionTooLargeError(size, settings.maxSize, "Shorten it, or raise maxSize.");
}

async function answerTo(
  context: CommandContext,
  before: FoundSession,
  written: Written,
  change: Change,
): Promise<Changed> {
  if (written.outcome !== "stored") throw await errorOf(written, context);
  const { found, cookieValue, lines } = written;
  recordChanged(context, before, written, change);
  if (lines) return { reading: readingOf(found, cookieValue, context), cookies: [...lines] };
  const { from, to = from, expiresAt } = change.expiry;
  // A write of values leaves the browser's cookie alone: by now the app may have given it another.
  const cookieChanges = cookieValue !== before.cookieValue || change.expiry.to !== undefined;
  return {
    reading: readingOf(found, cookieValue, context),
    cookies: cookieChanges
      ? [cookieLine(context, cookieValue, { expiry: to, expiresAt, modifiedAt: change.modifiedAt })]
      : [],
  };
}

async function errorOf(
  written: Exclude<Written, { readonly outcome: "stored" }>,
  context: CommandContext,
): Promise<CommandError> {
  if (written.outcome === "conflict") {
    const keys = [...written.keys];
    if (keys.length > 0) return new CommandError("conflict", "These keys have other values now.", { keys });
    const now = await findSession(context);
    if (now) return staleRevision(now);
  }
  return new CommandError("gone", "The session went while it was being changed.");
}
