/** What a panel is shown of a session: long values are cut, hidden ones are masked. */

import { cookieByteLimit } from "../core/cookie.ts";
import { decodeExpiry } from "../core/expiry.ts";
import type { Settings } from "../core/settings.ts";
import type { ClientStore, Store } from "../core/store.ts";
import { type Entry, type SessionReading, valueCap } from "../protocol.ts";
import type { CommandContext } from "./command.ts";
import type { FoundSession } from "./session-access.ts";
import { shownText } from "./shown-text.ts";

type Shown = Pick<CommandContext, "redaction" | "record" | "since">;

/** The reading of the session that the cookie leads to (`found`; `null`: to none). */
export function readingOf(found: FoundSession | null, cookie: string | null, context: Shown): SessionReading {
  const now = Date.now();
  if (found === null) return { state: cookie === null ? "none" : "gone", now };
  const { handle, stored } = found;
  const { record, since } = context;
  const entries = [...stored.entries.keys()].map((key) => entryOf(found, key, valueCap, context)!);
  return {
    state: "live",
    now,
    session: {
      handle,
      revision: stored.revision,
      createdAt: stored.createdAt,
      modifiedAt: stored.modifiedAt,
      expiresAt: stored.expiresAt,
      expiry: decodeExpiry(stored.expiry),
      user: stored.user,
      size: entries.reduce((size, entry) => size + Buffer.byteLength(entry.key) + entry.size, 0),
      entries,
      lastChange: record.lastChange(handle, stored.revision),
      ...(since && { commits: record.commits(handle, since, stored.revision) }),
    },
  };
}

/** One entry, with its text cut after `cap` UTF-16 units; `null`: the session has no such key. */
export function entryOf({ handle, stored }: FoundSession, key: string, cap: number, context: Shown): Entry | null {
  const text = stored.entries.get(key);
  if (text === undefined) return null;
  return { key, ...shownText(key, text, cap, context.redaction), changed: context.record.lastChangeOf(handle, key) };
}

/** The bytes that a session may have in this store. */
export function sizeLimit(store: Store | ClientStore, settings: Settings): number {
  return store.kind === "client" ? Math.min(cookieByteLimit, settings.maxSize) : settings.maxSize;
}
