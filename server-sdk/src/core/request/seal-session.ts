/** Saving a session that lives in its cookie: sealing it. No merge and no revocation are possible; see docs/stores.md. */

import { deadline, encodeExpiry } from "../expiry.ts";
import type { OpenSession } from "../session/open-session.ts";
import type { Settings } from "../settings.ts";
import type { ClientStore, StoredSession } from "../store.ts";
import { newStoredSession } from "../stored-session.ts";
import type { Saved } from "./saving.ts";

/**
 * `changed`: an expiry that counts from the last change counts from now; use moves the idle timeout alone.
 * @throws SessionTooLargeError when the browser would drop the cookie.
 */
export function sealSession(
  open: OpenSession,
  store: ClientStore,
  settings: Settings,
  changed: boolean,
  now: number,
): Saved {
  const before = open.known?.stored;
  const session = before ? continued(open, before, settings, changed, now) : begun(open, settings, now);
  const { expiresAt, revision } = session;
  const cookieValue = store.seal(session, settings.cookieName);
  return { outcome: before ? "stored" : "created", cookieValue, id: null, expiresAt, at: now, revision };
}

function begun({ entries, expiry, user = null }: OpenSession, settings: Settings, now: number): StoredSession {
  return newStoredSession({ entries: entries.texts(), expiry, user }, settings, now);
}

function continued(
  { entries, expiry, user }: OpenSession,
  before: StoredSession,
  settings: Settings,
  changed: boolean,
  now: number,
): StoredSession {
  const modifiedAt = changed ? now : before.modifiedAt;
  return {
    entries: entries.texts(),
    createdAt: before.createdAt,
    modifiedAt,
    expiresAt: deadline(expiry, modifiedAt, before.createdAt, settings, now),
    expiry: encodeExpiry(expiry),
    revision: before.revision + 1,
    user: user === undefined ? before.user : user,
  };
}
