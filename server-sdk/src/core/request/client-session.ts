/** A session that lives in its cookie: saving is sealing. No merge and no revocation are possible; see docs/stores.md. */

import { deadline, encodeExpiry } from "../expiry.ts";
import type { OpenSession } from "../session/open-session.ts";
import type { Settings } from "../settings.ts";
import type { ClientStore } from "../store.ts";
import type { Saved } from "./save-session.ts";

/**
 * `changed`: an expiry that counts from the last change counts from now; use moves the idle timeout alone.
 * `null`: it ran out while the request was under way, and what is dead is not sealed anew.
 * @throws SessionTooLargeError when the browser would drop the cookie.
 */
export function sealSession(open: OpenSession, store: ClientStore, settings: Settings, changed: boolean): Saved | null {
  const now = Date.now();
  const before = open.loaded?.stored;
  if (before && now >= before.expiresAt) return null;
  const createdAt = before?.createdAt ?? now;
  const modifiedAt = before && !changed ? before.modifiedAt : now;
  const expiresAt = deadline(open.expiry, modifiedAt, createdAt, settings, now);
  const revision = (before?.revision ?? 0) + 1;
  const session = {
    entries: open.entries.texts(),
    createdAt,
    modifiedAt,
    expiresAt,
    expiry: encodeExpiry(open.expiry),
    revision,
    user: open.user === undefined ? (before?.user ?? null) : open.user,
  };
  const cookieValue = store.seal(session, settings.cookieName);
  return { outcome: before ? "stored" : "created", cookieValue, id: null, expiresAt, at: now, revision };
}
