/** What a command on the whole session keeps, to put it back. */

import type { Cookie } from "../../../../cookies/cookie.ts";
import type { EditWords } from "../../../session/edits/edit-words.ts";
import type { Saver } from "../../../session/edits/saver.ts";
import type { Reader } from "../../../session/known/reader.ts";
import type { DestructiveAct, Snapshot } from "../../../snapshots/snapshot.ts";
import { countedKeys, keysIn } from "../../../snapshots/snapshot.ts";
import { takeSnapshot } from "../../../snapshots/take.ts";
import type { Panel, Visit } from "../../../state.ts";

export interface CommandParts {
  readonly panel: Panel;
  readonly reader: Reader;
  readonly saver: Saver;
  readonly editWords: EditWords;
}

/** The session as it was, and the cookies that led to it. */
export interface KeptSession extends Snapshot {
  readonly revision: number;
  /** Keys that the server hides, or that are read only: only its ticket brings them back. */
  readonly hiddenKeys: ReadonlySet<string>;
  /** Undoes the command that was made; null: the server has kept nothing. */
  readonly ticket: string | null;
  /** How many read-only keys the command has left in the session. */
  readonly stayed: number;
  readonly cookies: readonly Cookie[];
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
  const { snapshot, revision, hiddenKeys } = taken;
  return { ...snapshot, revision, hiddenKeys, ticket: null, stayed: 0, cookies: panel.sessionCookies.peek() };
}

/** How many keys there were: "3 keys". @param lost how many are not counted */
export const allKeys = ({ text }: Panel, snapshot: Snapshot, lost = 0): string =>
  countedKeys(text, keysIn(snapshot) + snapshot.hidden - lost);

/** How many the panel itself can put back. */
export const keptKeys = ({ text }: Panel, snapshot: Snapshot): string => countedKeys(text, keysIn(snapshot));
