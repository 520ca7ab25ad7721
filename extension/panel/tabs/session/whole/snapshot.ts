/** What a command on the whole session keeps, to put it back. */

import type { Cookie } from "../../../../cookies/cookie.ts";
import type { EditWords } from "../../../session/edits/edit-words.ts";
import { SaveProblem } from "../../../session/edits/save-result.ts";
import type { Saver } from "../../../session/edits/saver.ts";
import type { Reader } from "../../../session/known/reader.ts";
import type { DestructiveAct, Snapshot } from "../../../snapshots/snapshot.ts";
import { countedKeys, keysIn } from "../../../snapshots/snapshot.ts";
import { takeSnapshot } from "../../../snapshots/take.ts";
import type { Panel, Visit } from "../../../state.ts";
import { inWords } from "./at-revision.ts";

export interface CommandParts {
  readonly panel: Panel;
  readonly reader: Reader;
  readonly saver: Saver;
  readonly editWords: EditWords;
}

/** The session as it was, and the cookie that led to it. */
export interface KeptSession extends Snapshot {
  readonly revision: number;
  readonly cookie: Cookie | null;
}

/**
 * Reads the whole session, and keeps it among the snapshots of this browser.
 * @param act that would destroy it; null: none. @throws CallFailed, Error with a sentence for people
 */
export async function keepSession(
  { panel, reader, editWords }: CommandParts,
  act: DestructiveAct | null,
  at: Visit,
): Promise<KeptSession> {
  const taken = await takeSnapshot(at);
  if (taken === null) {
    await reader.read();
    throw new Error(editWords.noSession());
  }
  if (act !== null) {
    const { keepBefore } = await import("../../../snapshots/automatic.ts");
    await keepBefore(panel, act, taken.snapshot, at);
  }
  at.over.throwIfAborted();
  return { ...taken.snapshot, revision: taken.revision, cookie: panel.sessionCookie.peek() };
}

/** How many keys there were: "3 keys". */
export const allKeys = ({ text }: Panel, snapshot: Snapshot): string =>
  countedKeys(text, keysIn(snapshot) + snapshot.hidden);

/** How many can be put back. */
export const keptKeys = ({ text }: Panel, snapshot: Snapshot): string => countedKeys(text, keysIn(snapshot));

/** @param id of the message that says what was put back. */
function restored(panel: Panel, id: string, snapshot: Snapshot): string {
  const said = panel.text(id, keptKeys(panel, snapshot));
  if (snapshot.hidden === 0) return said;
  return `${said} ${panel.text("sessionHiddenLost", countedKeys(panel.text, snapshot.hidden))}`;
}

/** Puts the keys back into the current session, and keeps what others have added since. @throws Error with a sentence for people */
export async function putKeysBack({ panel, saver, editWords }: CommandParts, snapshot: Snapshot, at: Visit) {
  const edits = Object.entries(snapshot.entries).map(
    ([key, to]) => ({ kind: "insert", path: [key], seen: null, to, at: null }) as const,
  );
  const saved = await saver.save(edits, at, { recorded: false });
  if (saved instanceof SaveProblem) throw new Error(saved.sentence);
  at.over.throwIfAborted();
  if (saved === "waiting") throw new Error(editWords.away());
  return restored(panel, "sessionPutBackKeys", snapshot);
}

/** Puts everything into a new session, because a session that has ended does not come back. @throws Error with a sentence for people */
export async function restoreIntoNew(parts: CommandParts, snapshot: Snapshot, at: Visit): Promise<string> {
  const { entries, expiry, user } = snapshot;
  try {
    await parts.reader.change(() => at.call("session.restore", { revision: null, entries, expiry, user }));
  } catch (error) {
    throw inWords(parts, error);
  }
  return restored(parts.panel, "sessionRestoredNew", snapshot);
}

/** @throws Error with a sentence for people */
export async function putCookieBack({ panel }: CommandParts, cookie: Cookie | null, at: Visit): Promise<string> {
  at.over.throwIfAborted();
  if (cookie === null) return "";
  const stored = await panel.platform.cookies.set(cookie);
  await panel.refreshCookies();
  if (stored?.value !== cookie.value) throw new Error(panel.text("cookieNotStored", cookie.name));
  return panel.text("sessionCookieBack", cookie.name);
}
