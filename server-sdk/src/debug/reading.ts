/** What a panel is shown of a session: long values are cut, hidden ones are masked. */

import { cookieByteLimit } from "../core/cookie.ts";
import { decodeExpiry } from "../core/expiry.ts";
import type { Settings } from "../core/settings.ts";
import type { ClientStore, Store, StoredSession } from "../core/store.ts";
import { type Entry, type SessionReading, type SessionState, valueCap } from "../protocol.ts";
import type { CommandContext } from "./command.ts";
import type { Redaction } from "./redaction.ts";
import type { FoundSession, NamedSession } from "./session-access.ts";
import { roundedSize, shownText } from "./shown-text.ts";

type Shown = Pick<CommandContext, "redaction" | "record" | "since">;

/** The reading of the session that the cookie leads to (`found`; `null`: to none). */
export function readingOf(found: FoundSession | null, cookie: string | null, context: Shown): SessionReading {
  const now = Date.now();
  if (found === null) return { state: cookie === null ? "none" : "gone", now };
  return { state: "live", now, session: sessionState(found, context) };
}

export function sessionState(found: NamedSession, context: Shown): SessionState {
  const { handle, stored } = found;
  const { record, since } = context;
  const entries = [...stored.entries.keys()].map((key) => entryOf(found, key, valueCap, context)!);
  return {
    handle,
    revision: stored.revision,
    createdAt: known(stored.createdAt),
    modifiedAt: known(stored.modifiedAt),
    expiresAt: known(stored.expiresAt),
    expiry: decodeExpiry(stored.expiry),
    user: stored.user,
    size: entries.reduce((size, entry) => size + Buffer.byteLength(entry.key) + entry.size, 0),
    entries,
    lastChange: record.lastChange(handle, stored.revision),
    ...(since && { commits: record.commits(handle, since, stored.revision) }),
  };
}

/** A moment as the protocol has it; `null`: the library of the session does not keep it, or the session never ends. */
export const known = (moment: number): number | null => (Number.isFinite(moment) ? moment : null);

/** The bytes of all keys and values, as a reading adds them up. */
export function shownSize({ entries }: StoredSession, redaction: Redaction): number {
  let size = 0;
  for (const [key, text] of entries) {
    const bytes = Buffer.byteLength(text);
    size += Buffer.byteLength(key) + (redaction.hides(key, text) ? roundedSize(bytes) : bytes);
  }
  return size;
}

/** One entry, with its text cut after `cap` UTF-16 units; `null`: the session has no such key. */
export function entryOf({ handle, stored }: NamedSession, key: string, cap: number, context: Shown): Entry | null {
  const text = stored.entries.get(key);
  if (text === undefined) return null;
  return {
    key,
    ...shownText(key, text, cap, context.redaction),
    ...(stored.readOnly?.has(key) && { readOnly: true }),
    changed: context.record.lastChangeOf(handle, key),
  };
}

/** The bytes that a session may have in this store. */
export function sizeLimit(store: Store | ClientStore, settings: Settings): number {
  return store.kind === "client" ? Math.min(cookieByteLimit, settings.maxSize) : settings.maxSize;
}
