/** Where the panel reads a session and writes it: the asking browser's own, or any one of the store. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Entry, Expiry, Params, SessionReading, Since } from "sessionscope/protocol";
import { whyNot } from "../engine.ts";
import type { Panel, Visit } from "../state.ts";

export interface Written {
  readonly reading: SessionReading;
}

/** Each call rejects with `CallFailed`. */
export interface SessionSource {
  /** Why the session can only be looked at; null: it can be edited. */
  readonly readOnly: ReadonlySignal<string | null>;
  read(at: Visit, since: Since | undefined): Promise<SessionReading>;
  /** One value whole. */
  value(at: Visit, key: string): Promise<Entry>;
  /** Writes each key if its text is the one that `expect` names. */
  update(at: Visit, change: Params<"session.update">): Promise<Written>;
  /** null: this source makes no sessions. */
  readonly create: Creation | null;
}

export interface Creation {
  /** Why no session can be made; null: one can. */
  readonly whyNot: ReadonlySignal<string | null>;
  /** Makes a session that holds these entries. */
  make(at: Visit, entries: Readonly<Record<string, string>>, expiry: Expiry): Promise<Written>;
}

/** The session of the browser's cookie. */
export const ownSession = (panel: Pick<Panel, "hello" | "text">): SessionSource => ({
  readOnly: computed(() => whyNot(panel, "session.update")),
  read: (at, since) => at.call("session.read", { since }),
  value: (at, key) => at.call("session.value", { key }),
  update: (at, change) => at.call("session.update", change),
  create: {
    whyNot: computed(() => whyNot(panel, "session.restore")),
    make: (at, entries, expiry) => at.call("session.restore", { revision: null, entries, expiry }),
  },
});
