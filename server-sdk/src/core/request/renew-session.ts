/** Moving the deadline of a session whose data stays as it is: because it was used, or because the app asked for it. */

import { SessionInterruptedError } from "../errors.ts";
import { deadline, decodeExpiry } from "../expiry.ts";
import { noChanges } from "../session/entries.ts";
import type { LoadedSession } from "../session/open-session.ts";
import type { StoredSession } from "../store.ts";
import type { Saved, Saving } from "./saving.ts";

/** How often others may change the session before a renewal counts as done by them. */
const maxRounds = 64;

/**
 * Moves the deadline: use moves that of the idle timeout alone; a change or `saveEveryRequest` also moves an expiry that
 * counts from the last change. `null`: the session is gone.
 * @throws SessionInterruptedError when it is gone and the app had assigned something. An app that only read is not told.
 */
export async function renewSession(saving: Saving, { key, id, stored }: LoadedSession): Promise<Saved | null> {
  const { open, store, settings, now, source } = saving;
  const used = { outcome: "touched", cookieValue: key!, id, at: now } as const;
  const changed = open.modified || settings.saveEveryRequest;
  const expiresAt = deadline(open.expiry, changed ? now : stored.modifiedAt, stored.createdAt, settings, now);
  if (!changed && expiresAt < now + settings.idleTimeout! * 1000) {
    const renewed = await renewToEnd(saving, id!, stored);
    return renewed && { ...used, ...renewed };
  }
  source.noteCall("touch");
  if (await store.touch(id!, expiresAt, stored.expiry)) return { ...used, expiresAt, revision: stored.revision };
  if (open.modified) throw new SessionInterruptedError();
  return null;
}

/**
 * Use moves the deadline no further than to the end that the last change has set. A touch would not do: it would replace
 * the end that another request's change has set meanwhile. `null`: the session is gone.
 */
async function renewToEnd(
  { store, settings, now, source }: Saving,
  id: NonNullable<LoadedSession["id"]>,
  loaded: StoredSession,
): Promise<Pick<Saved, "expiresAt" | "revision"> | null> {
  let stored: StoredSession | null = loaded;
  for (let rounds = 0; stored && rounds < maxRounds; rounds++) {
    const { expiry, modifiedAt, createdAt, revision: ifRevision } = stored;
    const expiresAt = deadline(decodeExpiry(expiry), modifiedAt, createdAt, settings, now);
    source.noteCall("commit");
    const result = await store.commit(id, {
      ...noChanges,
      modifiedAt,
      expiry: { from: expiry, expiresAt },
      ifRevision,
    });
    if (result.outcome === "stored") return { expiresAt, revision: result.revision };
    if (result.outcome === "gone") return null;
    source.noteCall("load");
    stored = await store.load(id);
  }
  return null;
}
