/** A session that lives in its cookie: saving is sealing. No merge and no revocation are possible; see docs/stores.md. */

import { deadline, encodeExpiry } from "./expiry.ts";
import type { OpenSession } from "./open-session.ts";
import type { Saved } from "./save-session.ts";
import type { Settings } from "./settings.ts";
import type { ClientStore } from "./store.ts";

/**
 * `null`: it ran out while the request was under way, and what is dead is not sealed anew.
 * @throws SessionTooLargeError when the browser would drop the cookie.
 */
export function sealSession(open: OpenSession, store: ClientStore, settings: Settings): Saved | null {
  const now = Date.now();
  const before = open.loaded?.stored;
  if (before && now >= before.expiresAt) return null;
  const createdAt = before?.createdAt ?? now;
  const expiresAt = deadline(open.expiry, now, createdAt, settings);
  const revision = (before?.revision ?? 0) + 1;
  const session = {
    entries: open.entries.texts(),
    createdAt,
    modifiedAt: now,
    expiresAt,
    expiry: encodeExpiry(open.expiry),
    revision,
    user: open.user === undefined ? (before?.user ?? null) : open.user,
  };
  const cookieValue = store.seal(session, settings.cookieName);
  return { outcome: before ? "stored" : "created", cookieValue, id: null, expiresAt, revision };
}
