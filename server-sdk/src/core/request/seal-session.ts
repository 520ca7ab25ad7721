/** Saving a session that lives in its cookie: sealing it. No merge and no revocation are possible; see docs/stores.md. */

import { deadline, encodeExpiry } from "../expiry.ts";
import type { Settings } from "../settings.ts";
import type { ClientStore, StoredSession } from "../store.ts";
import { newStoredSession } from "../stored-session.ts";
import type { HandledRequest } from "./commit.ts";
import type { Saved } from "./saving.ts";

/**
 * `changed`: an expiry that counts from the last change counts from now; use moves the idle timeout alone.
 * @throws SessionTooLargeError when the browser would drop the cookie.
 */
export function sealSession(
  request: HandledRequest,
  store: ClientStore,
  settings: Settings,
  changed: boolean,
  now: number,
): Saved {
  const before = request.open.known?.stored;
  const session = before ? continued(request, before, settings, changed, now) : begun(request, settings, now);
  const { expiresAt, revision } = session;
  const cookieValue = store.seal(session, settings.cookieName);
  return { outcome: before ? "stored" : "created", cookieValue, id: null, expiresAt, at: now, revision };
}

function begun({ open, changes }: HandledRequest, settings: Settings, now: number): StoredSession {
  const { entries, expiry, user = null } = open;
  return newStoredSession({ entries: entries.texts(changes), expiry, user }, settings, now);
}

function continued(
  { open, changes }: HandledRequest,
  before: StoredSession,
  settings: Settings,
  changed: boolean,
  now: number,
): StoredSession {
  const { entries, expiry, user } = open;
  const modifiedAt = changed ? now : before.modifiedAt;
  return {
    entries: entries.texts(changes),
    createdAt: before.createdAt,
    modifiedAt,
    expiresAt: deadline(expiry, modifiedAt, before.createdAt, settings, now),
    expiry: encodeExpiry(expiry),
    revision: before.revision + 1,
    user: user === undefined ? before.user : user,
  };
}
