/**
 * Adopting a session of another library, once. The order of steps makes that hold at every crash:
 *
 * 1. The new session is stored under a random key that nobody knows yet.
 * 2. A mark says that the old one has been adopted (`adoption-marks.ts`): one request leaves it, all others follow it.
 * 3. The old session ends. Only then may an answer leave, with the new cookie.
 *
 * A crash before 2 leaves a session that nobody has the key of, and the old one as it was. One before 3 leaves the old one
 * in its store: whoever comes with its cookie follows the mark. Nobody is signed out, and no two browsers differ.
 */

import { StoreError } from "../errors.ts";
import { type RejectReason, reportRejected, type StoreCall, sessionAdopted } from "../events.ts";
import { expiryFrom, policyExpiry } from "../expiry.ts";
import { type FoundSession, type OldContent, type OldSessions, UnusableSessionError } from "../old-sessions.ts";
import { inTime } from "../process/in-time.ts";
import type { LoadedSession } from "../session/open-session.ts";
import { valueRule } from "../session/value-rule.ts";
import { checkUser } from "../session-arguments.ts";
import { newSessionKey, type SessionKey, sessionIdOf } from "../session-key.ts";
import type { Settings } from "../settings.ts";
import type { Store, StoredSession } from "../store.ts";
import { byteSizeOf, newStoredSession } from "../stored-session.ts";
import { findMark, leaveMark, type Mark, type Marked } from "./adoption-marks.ts";

/** How long the old library's store may take to answer. */
const oldStoreTimeoutMs = 10_000;

export interface Adopting {
  readonly cookieHeader: string;
  readonly store: Store;
  readonly settings: Settings;
  readonly noteCall: (call: StoreCall) => void;
}

/** What became of an old cookie. */
export type Adoption =
  /** Its session goes on as this one. */
  | LoadedSession
  /** It leads nowhere any more: the browser may drop it. */
  | "over"
  /** It could not be read, perhaps because a secret is missing: it stays, so that a mistake can be mended. */
  | "unreadable";

/**
 * The session that goes on from the old one. Where there is none, it has been reported why.
 * @throws StoreError when either store failed: nobody is signed out by that.
 */
export async function adoptSession(old: OldSessions, adopting: Adopting): Promise<Adoption> {
  const found = await find(old, adopting);
  if (!found) return "unreadable";
  const marked = markedBy(old, found);
  // What no store has is there as long as somebody sends it: only the mark tells that it was adopted.
  if (marked && found.replayableUntil !== null) {
    const mark = await findMark(adopting.store, marked);
    if (mark) return follow(mark, old, adopting);
  }
  const content = await load(old, found, adopting);
  if (content === "unreadable") return content;
  if (content === null) {
    const mark = marked && (await findMark(adopting.store, marked));
    return mark ? follow(mark, old, adopting) : over(old, "unknown-key", adopting);
  }
  if (content.expiresAt !== null && content.expiresAt <= Date.now()) return over(old, "expired", adopting);
  const begun = await begin(old, content, adopting);
  return typeof begun === "string" ? begun : keep(old, found, begun, adopting);
}

/** A logout, or another session: the old one is not adopted any more, by whoever has a copy of its cookie. */
export async function endOldSession(old: OldSessions, adopting: Adopting): Promise<void> {
  const { store, settings } = adopting;
  const found = await find(old, adopting);
  if (!found) return;
  const marked = markedBy(old, found);
  if (marked && found.replayableUntil !== null) await leaveMark(store, settings, marked, null);
  await end(old, found);
}

function markedBy({ library }: OldSessions, { id, replayableUntil }: FoundSession): Marked | null {
  return id === null ? null : { library, id, until: replayableUntil };
}

/** A cookie that the library cannot read is an altered one. */
async function find(old: OldSessions, adopting: Adopting): Promise<FoundSession | null> {
  try {
    const found = await old.find(adopting.cookieHeader);
    if (!found) refuse(old, "bad-signature", adopting);
    return found;
  } catch (error) {
    refuse(old, "malformed-cookie", adopting, error);
    return null;
  }
}

async function load(
  old: OldSessions,
  found: FoundSession,
  adopting: Adopting,
): Promise<OldContent | null | "unreadable"> {
  try {
    return await inOldStore(old, "load a session", found.load());
  } catch (error) {
    if (!(error instanceof UnusableSessionError)) throw error;
    return refuse(old, "corrupted", adopting, error);
  }
}

function end(old: OldSessions, found: FoundSession): Promise<void> {
  return inOldStore(old, "end a session that was adopted", found.end());
}

async function inOldStore<T>(old: OldSessions, doing: string, work: Promise<T>): Promise<T> {
  const late = () => new Error(`no answer after ${oldStoreTimeoutMs} ms`);
  try {
    return await inTime(work, oldStoreTimeoutMs, late);
  } catch (error) {
    throw error instanceof UnusableSessionError ? error : new StoreError(doing, old.library, error);
  }
}

/** Where the app wants nothing of it, or what it made of it cannot be a session, there is none. */
async function begin(
  old: OldSessions,
  content: OldContent,
  adopting: Adopting,
): Promise<StoredSession | "over" | "unreadable"> {
  const { settings } = adopting;
  try {
    const adopted = await old.map(content.data, content);
    if (adopted === null) return "over";
    const { data, user = content.user, expiry } = adopted;
    if (user !== null) checkUser(user, "map");
    const rule = valueRule(settings);
    const entries = new Map<string, string>();
    for (const [key, value] of Object.entries(data)) {
      if (value === undefined) continue;
      const text = rule.text(key, value);
      if (text !== undefined) entries.set(key, text);
    }
    const size = byteSizeOf(entries);
    if (size > settings.maxSize) throw new RangeError(`it takes ${size} bytes; maxSize is ${settings.maxSize}`);
    const start = { entries, user, expiry: expiry === undefined ? policyExpiry : expiryFrom(expiry) };
    return newStoredSession(start, settings, Date.now());
  } catch (error) {
    return refuse(old, "corrupted", adopting, error);
  }
}

async function keep(
  old: OldSessions,
  found: FoundSession,
  stored: StoredSession,
  adopting: Adopting,
): Promise<Adoption> {
  const { store, settings, noteCall } = adopting;
  const key = newSessionKey();
  const id = sessionIdOf(key);
  noteCall("create");
  if (!(await store.create(id, stored))) throw new StoreError("create a session", store.name, "its id was taken");
  const marked = markedBy(old, found);
  const first = marked && (await leaveMark(store, settings, marked, key));
  if (first) await store.delete(id);
  await end(old, found);
  if (first) return follow(first, old, adopting);
  sessionAdopted.publish({ library: old.library, id, user: stored.user });
  return { key, id, stored };
}

/** To the session that another request has made of the old one, while that is its key still: not after a logout or login. */
async function follow({ key }: Mark, old: OldSessions, adopting: Adopting): Promise<Adoption> {
  return (key && (await loadByKey(key, adopting))) ?? over(old, "unknown-key", adopting);
}

async function loadByKey(key: SessionKey, { store, noteCall }: Adopting): Promise<LoadedSession | null> {
  const id = sessionIdOf(key);
  noteCall("load");
  const stored = await store.load(id);
  return stored && { key, id, stored };
}

/** The same cookie is reported once a minute: a browser sends it with every request. */
function over({ library }: OldSessions, reason: RejectReason, { cookieHeader }: Adopting): "over" {
  reportRejected({ reason, store: library }, cookieHeader);
  return "over";
}

function refuse(
  { library }: OldSessions,
  reason: RejectReason,
  { cookieHeader }: Adopting,
  error?: unknown,
): "unreadable" {
  const why = error instanceof Error ? `: ${error.name}: ${error.message.slice(0, 200)}` : "";
  reportRejected({ reason, store: library, detail: `not adopted${why}` }, cookieHeader);
  return "unreadable";
}
