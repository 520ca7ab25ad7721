/**
 * What a request saves. `prepareCommit` loads what the decision needs; `decide` makes it, from plain values;
 * the session manager carries it out.
 */

import { type Expiry, type ExpiryPolicy, renewalFrom } from "../expiry.ts";
import { type EntryChanges, noChanges } from "../session/entries.ts";
import type { OpenSession } from "../session/open-session.ts";
import type { Settings } from "../settings.ts";
import type { StoredSession } from "../store.ts";
import { isDead } from "../stored-session.ts";
import type { RequestSource } from "./request-source.ts";

/** What a decision depends on. */
export interface CommitFacts {
  /** The session lives in its cookie, not in a store. */
  readonly sealed: boolean;
  readonly settings: Pick<Settings, "saveEveryRequest"> & ExpiryPolicy;
  /** The answer's status lets changes be saved: it is below 500, as in Django. */
  readonly saves: boolean;
  readonly cookieSent: boolean;
  /** The session in the store, or in the cookie; `null`: there is none; `undefined`: nobody has looked. */
  readonly stored: StoredSession | null | undefined;
  /** There is an entry, loaded or set. */
  readonly hasData: boolean;
  /** Entries differ from those that are stored. */
  readonly entriesChanged: boolean;
  readonly accessed: boolean;
  /** The app assigned something, be it an equal value, or set `session.modified`. */
  readonly modified: boolean;
  readonly userSet: boolean;
  readonly expirySet: boolean;
  readonly expiry: Expiry;
  /** `cycleKey()` was called on a session that has a key. */
  readonly keyCycled: boolean;
  /** `flush()` was called. */
  readonly flushed: boolean;
}

/** A request whose handler has run: what it did, and to what. */
export interface HandledRequest extends CommitFacts {
  readonly open: OpenSession;
  readonly source: RequestSource;
  readonly changes: EntryChanges;
}

/**
 * Gathers the facts. Looks the session up where the decision depends on it and the handler did not look.
 * @throws StoreError, NotSerializableError
 */
export function prepareCommit(
  open: OpenSession,
  source: RequestSource,
  settings: Settings,
  sealed: boolean,
): HandledRequest {
  const saves = source.exchange.status < 500;
  if (saves && (settings.saveEveryRequest || open.modified || open.blind)) open.load();
  const { known } = open;
  const { cookieSent } = source;
  // What was written after a logout is dropped with its failed answer: it need not even be JSON.
  const dropped = open.untouched || (open.flushed && !saves && cookieSent);
  const changes = dropped ? noChanges : open.entries.changes();
  return {
    open,
    source,
    changes,
    sealed,
    settings,
    saves,
    cookieSent,
    stored: known ? known.stored : known,
    hasData: open.hasData,
    entriesChanged: changes.set.size > 0 || changes.delete.size > 0 || changes.clear,
    accessed: open.accessed,
    modified: open.modified,
    userSet: open.user !== undefined,
    expirySet: open.expirySet,
    expiry: open.expiry,
    keyCycled: open.nextKey !== null,
    flushed: open.flushed,
  };
}

export type Decision =
  | "none" // nothing to save
  | "not-saved" // there is, but the answer's status forbids it
  | "forget" // the session has ended: the browser drops its cookie
  | "create"
  | "commit" // write the changes
  | "rotate" // write the changes, under a new key
  | "touch" // move the deadline alone
  | "seal" // into the cookie
  | "interrupted" // a sealed session ran out while the handler changed it
  | "gone"; // it ran out, and was only to be renewed: nobody is harmed

/** What the request saves. `now`: milliseconds since the epoch. */
export function decide(facts: CommitFacts, now: number): Decision {
  const { stored, saves } = facts;
  const exists = stored !== null || facts.hasData;
  if (facts.flushed && facts.cookieSent && !(exists && saves)) return "forget";
  const changed = isChanged(facts);
  if (!exists || !(changed || isRenewed(facts, now))) return "none";
  if (!saves) return "not-saved";
  if (facts.sealed) return !stored || !isDead(stored, now) ? "seal" : changed ? "interrupted" : "gone";
  if (!stored) return "create";
  if (facts.keyCycled) return "rotate";
  return needsCommit(facts) ? "commit" : "touch";
}

/** Whether the app changed the session, so that it wants to know when that was not saved. */
export function isChanged({ modified, entriesChanged, userSet }: CommitFacts): boolean {
  return modified || entriesChanged || userSet;
}

/** Whether looking at the session, or the request alone, moves its deadline. */
function isRenewed({ settings, stored, accessed, expiry }: CommitFacts, now: number): boolean {
  if (!stored) return false;
  if (settings.saveEveryRequest) return true;
  if (!accessed) return false;
  const from = renewalFrom(expiry, stored, settings);
  return from !== null && now >= from;
}

/** Whether more than the deadline has to be written. With an idle timeout later requests need to know when the last change was, which a touch does not tell. */
function needsCommit({ entriesChanged, expirySet, userSet, modified, settings }: CommitFacts): boolean {
  return entriesChanged || expirySet || userSet || (modified && settings.idleTimeout !== null);
}
