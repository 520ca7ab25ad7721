/** The one store call at the end of a request: create, commit, rotate or touch. */

import { SessionInterruptedError, StoreError } from "../errors.ts";
import type { RequestEvent } from "../events.ts";
import { deadline, decodeExpiry, encodeExpiry } from "../expiry.ts";
import { type EntryChanges, noChanges } from "../session/entries.ts";
import type { LoadedSession, OpenSession } from "../session/open-session.ts";
import { valueRule } from "../session/value-rule.ts";
import { newSessionKey, type SessionId, type SessionKey, sessionIdOf } from "../session-key.ts";
import type { Settings } from "../settings.ts";
import type { Change, Store, StoredSession } from "../store.ts";
import { fromText } from "../values.ts";

/** Two equal keys of 165 random bits mean a broken random source or a broken store. */
const creationTries = 3;
/** Rounds of an atomic update against other writers of the same key. */
const updateTries = 64;

export interface Saved {
  readonly outcome: RequestEvent["outcome"];
  readonly cookieValue: string;
  readonly id: SessionId | null;
  readonly expiresAt: number;
  /** When that end was determined. */
  readonly at: number;
  readonly revision: number;
}

/**
 * Stores what the request did. `null`: a mere renewal met a session that is gone, which harms nobody.
 * @throws SessionInterruptedError when there was something to save and the session is gone.
 */
export function saveSession(
  open: OpenSession,
  store: Store,
  settings: Settings,
  changes: EntryChanges,
): Promise<Saved | null> {
  const { loaded } = open;
  if (!loaded) return create(open, store, settings);
  if (
    open.nextKey ||
    changesData(changes) ||
    open.expirySet ||
    open.user !== undefined ||
    renewsExpiry(open, settings)
  ) {
    return commit(open, loaded, store, settings, changes);
  }
  return touch(open, loaded, store, settings);
}

/** A change that changes no data, where later use has to know when it was: a touch does not tell. */
function renewsExpiry({ modified }: OpenSession, { idleTimeout }: Settings): boolean {
  return modified && idleTimeout !== null;
}

function changesData({ set, delete: deleted, clear }: EntryChanges): boolean {
  return set.size > 0 || deleted.size > 0 || clear;
}

async function create(open: OpenSession, store: Store, settings: Settings): Promise<Saved> {
  const now = Date.now();
  const expiresAt = deadline(open.expiry, now, now, settings);
  const session = {
    entries: open.entries.texts(),
    createdAt: now,
    modifiedAt: now,
    expiresAt,
    expiry: encodeExpiry(open.expiry),
    revision: 1,
    user: open.user ?? null,
  };
  for (let tries = 0; tries < creationTries; tries++) {
    const key = newSessionKey();
    const id = sessionIdOf(key);
    if (!(await store.create(id, session))) continue;
    open.saved(key);
    return { outcome: "created", cookieValue: key, id, expiresAt, at: now, revision: 1 };
  }
  throw new StoreError("create a session", store.name, `${creationTries} new ids in a row were taken`);
}

/**
 * `saveSession` where that needs no waiting: the store commits at once, and no updater may have to try again.
 * `undefined`: it does; nothing was done.
 * @throws SessionInterruptedError when the session is gone.
 */
export function saveNow(open: OpenSession, store: Store, settings: Settings, changes: EntryChanges): Saved | undefined {
  const { loaded } = open;
  if (!store.commitNow || !loaded || open.nextKey || !changesData(changes) || open.entries.updaters.size > 0) return;
  const change = changeOf(open, loaded, settings, changes);
  const result = store.commitNow(loaded.id!, change);
  if (result.outcome !== "stored") throw new SessionInterruptedError();
  return committed(open, loaded, change, loaded.id, result.revision);
}

async function commit(
  open: OpenSession,
  loaded: LoadedSession,
  store: Store,
  settings: Settings,
  changes: EntryChanges,
): Promise<Saved> {
  const { id, stored } = loaded;
  const change = changeOf(open, loaded, settings, changes);
  const nextId = open.nextKey && sessionIdOf(open.nextKey);
  const write = (round: Change) => (nextId ? store.rotate(id!, nextId, round) : store.commit(id!, round));
  const revision = await commitUpdates(open, store, id!, change, write, stored.entries);
  return committed(open, loaded, change, nextId ?? id, revision);
}

function changeOf(open: OpenSession, { stored }: LoadedSession, settings: Settings, changes: EntryChanges): Change {
  const now = Date.now();
  return {
    set: changes.set,
    delete: changes.delete,
    clear: changes.clear,
    modifiedAt: now,
    expiry: {
      from: stored.expiry,
      to: open.expirySet ? encodeExpiry(open.expiry) : undefined,
      expiresAt: deadline(open.expiry, now, stored.createdAt, settings),
    },
    user: open.user,
  };
}

function committed(
  open: OpenSession,
  { key }: LoadedSession,
  { expiry, modifiedAt }: Change,
  id: SessionId | null,
  revision: number,
): Saved {
  const next = open.nextKey;
  const cookieKey: SessionKey = next ?? key!;
  open.saved(cookieKey);
  return {
    outcome: next ? "rotated" : "stored",
    cookieValue: cookieKey,
    id,
    expiresAt: expiry.expiresAt,
    at: modifiedAt,
    revision,
  };
}

/** Writes, and as long as another request was faster on a key of `update(key, fn)`, applies `fn` to the new value and tries again. */
async function commitUpdates(
  open: OpenSession,
  store: Store,
  id: SessionId,
  change: Change,
  write: (change: Change) => ReturnType<Store["commit"]>,
  seen: ReadonlyMap<string, string>,
): Promise<number> {
  const guarded = change.clear ? [] : [...open.entries.updaters.keys()];
  let round = change;
  let entries = seen;
  for (let tries = 0; tries < updateTries; tries++) {
    const result = await write(guarded.length === 0 ? round : { ...round, expect: textsOf(guarded, entries) });
    if (result.outcome === "stored") return result.revision;
    if (result.outcome === "gone") throw new SessionInterruptedError();
    const fresh = await store.load(id);
    if (!fresh) throw new SessionInterruptedError();
    entries = fresh.entries;
    round = { ...change, ...reapply(open, guarded, entries, change) };
  }
  throw new StoreError("save the session", store.name, `other requests kept changing ${guarded.join(", ")}`);
}

function textsOf(keys: readonly string[], entries: ReadonlyMap<string, string>): Map<string, string | null> {
  return new Map(keys.map((key) => [key, entries.get(key) ?? null]));
}

/** The keys that are set and deleted once the updaters have seen what others made of theirs. */
function reapply(
  open: OpenSession,
  keys: readonly string[],
  entries: ReadonlyMap<string, string>,
  change: Change,
): Pick<Change, "set" | "delete"> {
  const set = new Map(change.set);
  const deleted = new Set(change.delete);
  for (const key of keys) {
    const text = entries.get(key);
    let value: unknown = text === undefined ? undefined : fromText(text);
    for (const update of open.entries.updaters.get(key)!) value = update(value);
    set.delete(key);
    deleted.delete(key);
    const stored = value === undefined ? undefined : valueRule(open.source.policy).text(key, value);
    if (stored === undefined) deleted.add(key);
    else set.set(key, stored);
  }
  return { set, delete: deleted };
}

/**
 * Moves the deadline: use does that to the idle timeout alone, a change or `saveEveryRequest` also to an expiry that counts
 * from the last change. An app that assigned something wants to know when that met nothing; one that only read does not.
 */
async function touch(
  open: OpenSession,
  { key, id, stored }: LoadedSession,
  store: Store,
  settings: Settings,
): Promise<Saved | null> {
  const now = Date.now();
  const used = { outcome: "touched", cookieValue: key!, id, at: now } as const;
  const changed = open.modified || settings.saveEveryRequest;
  const expiresAt = deadline(open.expiry, changed ? now : stored.modifiedAt, stored.createdAt, settings, now);
  if (!changed && expiresAt < now + settings.idleTimeout! * 1000) {
    const renewed = await renewToEnd(id!, stored, store, settings, now);
    return renewed && { ...used, ...renewed };
  }
  if (await store.touch(id!, expiresAt, stored.expiry)) return { ...used, expiresAt, revision: stored.revision };
  if (open.modified) throw new SessionInterruptedError();
  return null;
}

/**
 * Use moves the deadline no further than to the end that the last change has set: a touch would do that to the end that a
 * change has set meanwhile. `null`: the session is gone.
 */
async function renewToEnd(
  id: SessionId,
  loaded: StoredSession,
  store: Store,
  settings: Settings,
  now: number,
): Promise<Pick<Saved, "expiresAt" | "revision"> | null> {
  let stored: StoredSession | null = loaded;
  for (let tries = 0; stored && tries < updateTries; tries++) {
    const { expiry, modifiedAt, createdAt, revision: ifRevision } = stored;
    const expiresAt = deadline(decodeExpiry(expiry), modifiedAt, createdAt, settings, now);
    const result = await store.commit(id, {
      ...noChanges,
      modifiedAt,
      expiry: { from: expiry, expiresAt },
      ifRevision,
    });
    if (result.outcome === "stored") return { expiresAt, revision: result.revision };
    stored = result.outcome === "gone" ? null : await store.load(id);
  }
  return null;
}
