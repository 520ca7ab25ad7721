/** The one store call that a request ends with: create, commit, rotate or touch. */

import { SessionInterruptedError, StoreError } from "../errors.ts";
import { deadline, encodeExpiry } from "../expiry.ts";
import type { LoadedSession, OpenSession } from "../session/open-session.ts";
import { newSessionKey, type SessionId, type SessionKey, sessionIdOf } from "../session-key.ts";
import type { Change, Store, StoredSession } from "../store.ts";
import { newStoredSession } from "../stored-session.ts";
import type { Decision } from "./commit.ts";
import { renewSession } from "./renew-session.ts";
import type { Saved, Saving } from "./saving.ts";
import { commitUpdates } from "./update-rounds.ts";

/** Two equal keys of 165 random bits show that the random source or the store is broken. */
const creationTries = 3;

export type SavingCall = Extract<Decision, "create" | "commit" | "rotate" | "touch">;

/**
 * Makes the call. `null`: a mere renewal met a session that is gone, which harms nobody.
 * @throws SessionInterruptedError when there was something to save and the session is gone.
 */
export function saveSession(saving: Saving, call: SavingCall): Promise<Saved | null> {
  const { known } = saving.open;
  if (call === "create" || !known) return create(saving);
  return call === "touch" ? renewSession(saving, known) : commit(saving, known);
}

/**
 * `saveSession` without waiting, where the store answers at once and no updater may have to try again.
 * `undefined`: this call needs waiting, and nothing was done.
 * @throws SessionInterruptedError when the session is gone.
 */
export function saveNow(saving: Saving, call: SavingCall): Saved | undefined {
  if (call === "create") return createNow(saving);
  return call === "touch" ? undefined : commitNow(saving, saving.open.known!);
}

async function create(saving: Saving): Promise<Saved> {
  const { store, source } = saving;
  const session = newSession(saving);
  for (let tries = 0; tries < creationTries; tries++) {
    const key = newSessionKey();
    const id = sessionIdOf(key);
    source.noteCall("create");
    if (await store.create(id, session)) return created(saving, session, key, id);
  }
  throw idsTaken(store);
}

function createNow(saving: Saving): Saved | undefined {
  const { store, source } = saving;
  if (!store.createNow) return undefined;
  const session = newSession(saving);
  for (let tries = 0; tries < creationTries; tries++) {
    const key = newSessionKey();
    const id = sessionIdOf(key);
    source.noteCall("create");
    if (store.createNow(id, session)) return created(saving, session, key, id);
  }
  throw idsTaken(store);
}

function newSession({ open, changes, settings, now }: Saving): StoredSession {
  const { entries, expiry, user = null } = open;
  return newStoredSession({ entries: entries.texts(changes), expiry, user }, settings, now);
}

function created({ open, now }: Saving, session: StoredSession, key: SessionKey, id: SessionId): Saved {
  const { expiresAt, revision } = session;
  open.saved(key);
  return { outcome: "created", cookieValue: key, id, expiresAt, at: now, revision };
}

const idsTaken = ({ name }: Store): StoreError =>
  new StoreError("create a session", name, `${creationTries} new ids in a row were taken`);

async function commit(saving: Saving, loaded: LoadedSession): Promise<Saved> {
  const { open, store, source } = saving;
  const id = loaded.id!;
  const change = changeOf(saving, loaded);
  const nextId = open.nextKey && sessionIdOf(open.nextKey);
  const write = (round: Change) => {
    source.noteCall(nextId ? "rotate" : "commit");
    return nextId ? store.rotate(id, nextId, round) : store.commit(id, round);
  };
  const { revision, rewritten } = await commitUpdates(saving, loaded, change, write);
  const saved = committed(open, loaded, change, nextId ?? id, revision);
  return rewritten ? { ...saved, rewritten } : saved;
}

function commitNow(saving: Saving, loaded: LoadedSession): Saved | undefined {
  const { open, store, source } = saving;
  const id = loaded.id!;
  const nextId = open.nextKey && sessionIdOf(open.nextKey);
  if (open.entries.updaters.size > 0 || (nextId ? !store.rotateNow : !store.commitNow)) return undefined;
  const change = changeOf(saving, loaded);
  source.noteCall(nextId ? "rotate" : "commit");
  const result = nextId ? store.rotateNow!(id, nextId, change) : store.commitNow!(id, change);
  if (result.outcome !== "stored") throw new SessionInterruptedError();
  return committed(open, loaded, change, nextId ?? id, result.revision);
}

function changeOf({ open, changes, settings, now }: Saving, { stored }: LoadedSession): Change {
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
