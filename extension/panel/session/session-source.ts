/** Where the panel reads a session and writes it: the asking browser's own, or any one of the store. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Entry, Expiry, Params, SessionReading, Since } from "sessionscope/protocol";
import type { Visit } from "../state.ts";

export interface Written {
  readonly reading: SessionReading;
}

/** Each call rejects with `CallFailed`. */
export interface SessionSource {
  /** The session can be looked at alone: it has expired. */
  readonly readOnly: ReadonlySignal<boolean>;
  read(at: Visit, since: Since | undefined): Promise<SessionReading>;
  /** One value whole. */
  value(at: Visit, key: string): Promise<Entry>;
  /** Writes each key if its text is the one that `expect` names. */
  update(at: Visit, change: Params<"session.update">): Promise<Written>;
  /** Makes a session that holds these entries. null: this source makes none. */
  readonly create: ((at: Visit, entries: Readonly<Record<string, string>>, expiry: Expiry) => Promise<Written>) | null;
}

/** The session of the browser's cookie. */
export const ownSession: SessionSource = {
  readOnly: signal(false),
  read: (at, since) => at.call("session.read", { since }),
  value: (at, key) => at.call("session.value", { key }),
  update: (at, change) => at.call("session.update", change),
  create: (at, entries, expiry) => at.call("session.restore", { revision: null, entries, expiry }),
};
