/** A session on its way to where it is kept, and what saving it has led to. */

import type { RequestEvent } from "../events.ts";
import type { EntryChanges } from "../session/entries.ts";
import type { OpenSession } from "../session/open-session.ts";
import type { SessionId } from "../session-key.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store.ts";
import type { RequestSource } from "./request-source.ts";

export interface Saving {
  readonly open: OpenSession;
  readonly changes: EntryChanges;
  readonly store: Store;
  readonly settings: Settings;
  /** Where the calls to the store are noted. */
  readonly source: Pick<RequestSource, "noteCall">;
  /** Milliseconds since the epoch, as all times here. */
  readonly now: number;
}

export interface Saved {
  readonly outcome: RequestEvent["outcome"];
  readonly cookieValue: string;
  /** `null`: the session lives in its cookie. */
  readonly id: SessionId | null;
  readonly expiresAt: number;
  /** When that end was determined. */
  readonly at: number;
  readonly revision: number;
  /** Where other requests were faster on a key of `update(key, fn)`: what was written at last, and what it was made of. */
  readonly rewritten?: { readonly entries: ReadonlyMap<string, string>; readonly changes: EntryChanges };
}
