/** Takes a snapshot of the session as it is now. */

import type { Entry, SessionState } from "sessionscope/protocol";
import { CallFailed } from "../server/client.ts";
import type { Visit } from "../state.ts";
import type { Snapshot } from "./snapshot.ts";

/** A session as it was at a revision. */
export interface Taken {
  readonly snapshot: Snapshot;
  readonly handle: string;
  readonly revision: number;
  /** Keys that the server hides, wholly or in part, or that are read only: nobody can write them through the endpoint. */
  readonly hiddenKeys: ReadonlySet<string>;
}

/** Attempts to read long values, while somebody else changes the session each time. */
const mostTries = 5;

/** Reads the whole session, long values included, all of one revision. @returns null: there is none. @throws CallFailed */
export async function takeSnapshot(at: Visit): Promise<Taken | null> {
  for (let tries = 1; ; tries++) {
    const session = await readSession(at);
    if (session === null) return null;
    const texts = await wholeTexts(at, session);
    if (texts !== null) return { ...takenOf(session, texts), handle: session.handle, revision: session.revision };
    if (tries === mostTries) throw new CallFailed("conflict", "The session changes faster than it can be read.");
  }
}

async function readSession(at: Visit): Promise<SessionState | null> {
  const reading = await at.call("session.read", {});
  return reading.state === "live" ? reading.session : null;
}

/** Whole texts of the values that a reading has cut. null: the session has changed while they were read. */
async function wholeTexts(at: Visit, session: SessionState): Promise<ReadonlyMap<string, string> | null> {
  const texts = new Map<string, string>();
  for (const { key, truncated, redacted, readOnly } of session.entries) {
    if (!truncated || redacted || readOnly) continue;
    try {
      texts.set(key, (await at.call("session.value", { key })).text);
    } catch (error) {
      // Somebody has deleted the key, or ended the session.
      if (error instanceof CallFailed && changedMeanwhile.has(error.code)) return null;
      throw error;
    }
  }
  if (texts.size === 0) return texts;
  const after = await readSession(at);
  return after?.handle === session.handle && after.revision === session.revision ? texts : null;
}

const changedMeanwhile: ReadonlySet<CallFailed["code"]> = new Set(["bad-request", "gone", "no-session"]);

function takenOf({ entries, expiry, user }: SessionState, texts: ReadonlyMap<string, string>) {
  const isOpen = ({ redacted, readOnly }: Entry) => !redacted && !readOnly;
  const open = entries.filter(isOpen);
  const hiddenKeys = new Set(entries.filter((entry) => !isOpen(entry)).map(({ key }) => key));
  const fixed = entries.filter(({ readOnly }) => readOnly).length;
  const snapshot: Snapshot = {
    entries: Object.fromEntries(open.map(({ key, text }) => [key, texts.get(key) ?? text])),
    expiry,
    user,
    hidden: hiddenKeys.size,
    ...(fixed > 0 && { readOnly: fixed }),
  };
  return { snapshot, hiddenKeys };
}
