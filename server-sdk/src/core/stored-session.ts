/** A stored session as a value: how one begins, when it is dead, how large it is, whether a text is in it. */

import { deadline, type Expiry, type ExpiryPolicy, encodeExpiry } from "./expiry.ts";
import type { Change, ListQuery, StoredSession } from "./store.ts";

export interface SessionStart {
  readonly entries: StoredSession["entries"];
  readonly expiry: Expiry;
  readonly user: string | null;
}

/** A session that begins now. `now`: milliseconds since the epoch. */
export function newStoredSession(
  { entries, expiry, user }: SessionStart,
  policy: ExpiryPolicy,
  now: number,
): StoredSession {
  return {
    entries,
    createdAt: now,
    modifiedAt: now,
    expiresAt: deadline(expiry, now, now, policy),
    expiry: encodeExpiry(expiry),
    revision: 1,
    user,
  };
}

/** The one rule of life and death: a session is dead when now >= expiresAt. */
export function isDead({ expiresAt }: Pick<StoredSession, "expiresAt">, now = Date.now()): boolean {
  return now >= expiresAt;
}

/** The entries after a change; those given stay as they were. */
export function changedEntries(
  entries: StoredSession["entries"],
  { set, delete: deleted, clear }: Pick<Change, "set" | "delete" | "clear">,
): Map<string, string> {
  const changed = clear ? new Map<string, string>() : copyOf(entries);
  for (const key of deleted) changed.delete(key);
  for (const [key, text] of set) changed.set(key, text);
  return changed;
}

/** Entry by entry: for the few entries that sessions have, this takes half the time of `new Map(entries)`. */
export function copyOf(entries: StoredSession["entries"]): Map<string, string> {
  const copy = new Map<string, string>();
  for (const [key, text] of entries) copy.set(key, text);
  return copy;
}

/** Bytes of all keys and values. */
export function byteSizeOf(entries: Iterable<readonly [key: string, text: string]>): number {
  let size = 0;
  for (const [key, text] of entries) size += Buffer.byteLength(key) + Buffer.byteLength(text);
  return size;
}

/** UTF-16 units of all keys and values: at most this many times three bytes, and much faster to count. */
export function unitSizeOf(entries: StoredSession["entries"]): number {
  let size = 0;
  for (const [key, text] of entries) size += key.length + text.length;
  return size;
}

/** Whether a listing that looks for a text shows the session: a key or a value has it in it. An empty text is in all. */
export function containsText({ entries }: StoredSession, text = ""): boolean {
  if (text === "") return true;
  for (const [key, value] of entries) if (key.includes(text) || value.includes(text)) return true;
  return false;
}

/** Whether a listing shows the session: all of its query but the order and the page. */
export function meetsQuery(session: StoredSession, { text, user, signedIn, state = "live" }: ListQuery): boolean {
  if (state !== "any" && isDead(session) !== (state === "expired")) return false;
  if (user !== undefined && session.user !== user) return false;
  if (signedIn !== undefined && (session.user !== null) !== signedIn) return false;
  return containsText(session, text);
}
