/**
 * The sessions lately read from a database. A commit merges with what is remembered here and writes it on the condition that
 * the revision is still the same: one statement instead of two. What is forgotten or out of date costs a second one,
 * nothing else.
 */

import type { SessionId } from "../../core/session-key.ts";
import type { StoredSession } from "../../core/store.ts";
import { unitSizeOf } from "../../core/stored-session.ts";

/** In UTF-16 units of keys and texts: many times what the sessions in use take. */
const capacity = 8 * 1024 * 1024;
/** What a session takes beside its texts, by estimate. */
const overhead = 256;

export class RecentSessions {
  readonly #sessions = new Map<SessionId, { readonly session: StoredSession; readonly size: number }>();
  #size = 0;

  get(id: SessionId): StoredSession | undefined {
    return this.#sessions.get(id)?.session;
  }

  set(id: SessionId, session: StoredSession): void {
    this.delete(id);
    const size = overhead + unitSizeOf(session.entries);
    this.#sessions.set(id, { session, size });
    this.#size += size;
    for (const oldest of this.#sessions.keys()) {
      if (this.#size <= capacity) break;
      this.delete(oldest);
    }
  }

  delete(id: SessionId): void {
    const known = this.#sessions.get(id);
    if (!known) return;
    this.#sessions.delete(id);
    this.#size -= known.size;
  }
}
