/** One change by the panel: written in one step or not at all, recorded, and answered with what is there now. */

import { setCookieLine } from "../core/cookie.ts";
import { SessionTooLargeError } from "../core/errors.ts";
import { cookieMaxAge, deadline, decodeExpiry, type Expiry, encodeExpiry } from "../core/expiry.ts";
import type { Change, StoredSession } from "../core/store.ts";
import { byteSizeOf, isDead, newStoredSession } from "../core/stored-session.ts";
import type { Changed } from "../protocol.ts";
import type { CommandContext } from "./command.ts";
import { Refusal } from "./command-error.ts";
import { readingOf } from "./reading.ts";
import { recordChanged, recordCreated, recordEnded } from "./record-write.ts";
import type { FoundSession, Written } from "./session-access.ts";

export interface Edit {
  readonly set?: ReadonlyMap<string, string>;
  readonly delete?: ReadonlySet<string>;
  readonly clear?: boolean;
  /** Left out: stays as it is. */
  readonly expiry?: Expiry;
  readonly user?: string | null;
  readonly expect?: ReadonlyMap<string, string | null>;
  readonly ifRevision?: number;
}

/** The live session behind the asking browser's cookie. @throws Refusal when there is none. */
export async function demandSession({ cookie, sessions }: CommandContext): Promise<FoundSession> {
  if (cookie === null) throw new Refusal("no-session", "No session cookie was sent.");
  const found = await sessions.find(cookie);
  if (!found) throw new Refusal("gone", "The session of this cookie is gone.");
  return found;
}

/** The same, at this revision. @throws Refusal also when it has moved on. */
export async function demandRevision(context: CommandContext, revision: number): Promise<FoundSession> {
  const found = await demandSession(context);
  if (found.stored.revision !== revision) throw stale(found);
  return found;
}

/** Commits as the app would: the deadline counts from now. @throws Refusal when nothing was written. */
export async function edit(context: CommandContext, found: FoundSession, wanted: Edit): Promise<Changed> {
  const change = changeOf(found, wanted, context);
  const written = await context.sessions.commit(found, change);
  return finish(context, found, written, change);
}

/** Gives the session a new key; with it goes its cookie. */
export async function cycle(context: CommandContext, found: FoundSession): Promise<Changed> {
  const change = changeOf(found, { ifRevision: found.stored.revision }, context);
  const written = await context.sessions.rotate(found, change);
  return finish(context, found, written, change);
}

/**
 * Lets the session end now, as if its time had come: one step, only at this revision.
 * @returns the cookie value under which it is dead: another one when the cookie holds the session.
 */
export async function end(context: CommandContext, found: FoundSession): Promise<string> {
  const { expiry } = found.stored;
  const change: Change = {
    ...changeOf(found, { clear: true, ifRevision: found.stored.revision }, context),
    expiry: { from: expiry, to: expiry, expiresAt: Date.now() },
  };
  const written = await context.sessions.commit(found, change);
  if (written.outcome !== "stored") throw await refusalOf(written, context);
  recordEnded(context, found);
  return written.cookieValue;
}

/** A new session under a new key, for the asking browser. */
export async function create(
  context: CommandContext,
  entries: ReadonlyMap<string, string>,
  expiry: Expiry,
  user: string | null,
): Promise<Changed> {
  const now = Date.now();
  const session = newStoredSession({ entries, expiry, user }, context.settings, now);
  checkSize(entries, context);
  const found = await context.sessions.create(session);
  const { cookieValue } = found;
  recordCreated(context, found);
  const alive = isDead(session, now) ? null : found;
  return {
    reading: readingOf(alive, cookieValue, context),
    cookies: [cookieLine(context, cookieValue, session)],
  };
}

/** The line that gives the asking browser its cookie, with the age that the session has since it was changed. */
export function cookieLine(
  { settings }: CommandContext,
  cookieValue: string,
  { expiry, expiresAt, modifiedAt }: Pick<StoredSession, "expiry" | "expiresAt" | "modifiedAt">,
): string {
  const maxAge = cookieMaxAge(decodeExpiry(expiry), modifiedAt, expiresAt, settings);
  return setCookieLine(settings, cookieValue, maxAge, modifiedAt);
}

function changeOf({ stored }: FoundSession, wanted: Edit, context: CommandContext): Change {
  const now = Date.now();
  const { settings } = context;
  const expiry = wanted.expiry ?? decodeExpiry(stored.expiry);
  const to = wanted.expiry && encodeExpiry(wanted.expiry);
  const change: Change = {
    set: wanted.set ?? new Map(),
    delete: wanted.delete ?? new Set(),
    clear: wanted.clear ?? false,
    modifiedAt: now,
    expiry: { from: stored.expiry, to, expiresAt: deadline(expiry, now, stored.createdAt, settings) },
    user: wanted.user,
    expect: wanted.expect,
    ifRevision: wanted.ifRevision,
  };
  if (change.set.size > 0) {
    const kept = change.clear ? [] : [...stored.entries].filter(([key]) => !change.delete.has(key));
    checkSize(new Map([...kept, ...change.set]), context);
  }
  return change;
}

function checkSize(entries: ReadonlyMap<string, string>, { settings }: CommandContext): void {
  const size = byteSizeOf(entries);
  if (size > settings.maxSize) throw new SessionTooLargeError(size, settings.maxSize, "Shorten it, or raise maxSize.");
}

async function finish(
  context: CommandContext,
  before: FoundSession,
  written: Written,
  change: Change,
): Promise<Changed> {
  if (written.outcome !== "stored") throw await refusalOf(written, context);
  const { found, cookieValue } = written;
  recordChanged(context, before, written, change);
  const { from, to = from, expiresAt } = change.expiry;
  // A plain edit leaves the browser's cookie alone: by now the app may have given it another.
  const cookieChanges = cookieValue !== before.cookieValue || change.expiry.to !== undefined;
  return {
    reading: readingOf(found, cookieValue, context),
    cookies: cookieChanges
      ? [cookieLine(context, cookieValue, { expiry: to, expiresAt, modifiedAt: change.modifiedAt })]
      : [],
  };
}

async function refusalOf(
  written: Exclude<Written, { readonly outcome: "stored" }>,
  context: CommandContext,
): Promise<Refusal> {
  if (written.outcome === "conflict") {
    const keys = [...written.keys];
    if (keys.length > 0) return new Refusal("conflict", "These keys have other values now.", { keys });
    const now = await context.sessions.find(context.cookie!);
    if (now) return stale(now);
  }
  return new Refusal("gone", "The session went while it was being changed.");
}

function stale({ stored: { revision } }: FoundSession): Refusal {
  return new Refusal("stale-revision", `The session is at revision ${revision} by now.`, { revision });
}
