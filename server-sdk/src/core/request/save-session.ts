/** The one store call that a request ends with: create, commit, rotate or touch. */

import { SessionInterruptedError, StoreError } from "../errors.ts";
import { deadline, encodeExpiry } from "../expiry.ts";
import type { LoadedSession, OpenSession } from "../session/open-session.ts";
import { newSessionKey, type SessionId, type SessionKey, sessionIdOf } from "../session-key.ts";
import type { Change } from "../store.ts";
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
 * `saveSession` without waiting, where the store commits at once and no updater may have to try again.
 * `undefined`: this call needs waiting, and nothing was done.
 * @throws SessionInterruptedError when the session is gone.
 */
export function saveNow(saving: Saving, call: SavingCall): Saved | undefined {
  const { open, store, source } = saving;
  if (call !== "commit" || !store.commitNow || open.entries.updaters.size > 0) return undefined;
  const loaded = open.known!;
  const change = changeOf(saving, loaded);
  source.noteCall("commit");
  const result = store.commitNow(loaded.id!, change);
  if (result.outcome !== "stored") throw new SessionInterruptedError();
  return committed(open, loaded, change, loaded.id, result.revision);
}

async function create({ open, store, settings, now, source }: Saving): Promise<Saved> {
  const { entries, expiry, user = null } = open;
  const session = newStoredSession({ entries: entries.texts(), expiry, user }, settings, now);
  const { expiresAt, revision } = session;
  for (let tries = 0; tries < creationTries; tries++) {
    const key = newSessionKey();
    const id = sessionIdOf(key);
    source.noteCall("create");
    if (!(await store.create(id, session))) continue;
    open.saved(key);
    return { outcome: "created", cookieValue: key, id, expiresAt, at: now, revision };
  }
  throw new StoreError("create a session", store.name, `${creationTries} new ids in a row were taken`);
}

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
