/** A state of the whole session, kept to be put back. */

import type { Expiry, SessionState } from "sessionscope/protocol";
import type { Cookie } from "../../../../cookies/cookie.ts";
import type { EditWords } from "../../../session/edits/edit-words.ts";
import { SaveProblem } from "../../../session/edits/save-result.ts";
import type { Saver } from "../../../session/edits/saver.ts";
import type { Reader } from "../../../session/known/reader.ts";
import type { Panel, Visit } from "../../../state.ts";
import { count } from "../../../widgets/format.ts";
import { inWords } from "./at-revision.ts";

export interface CommandParts {
  readonly panel: Panel;
  readonly reader: Reader;
  readonly saver: Saver;
  readonly editWords: EditWords;
}

export interface Snapshot {
  readonly entries: Readonly<Record<string, string>>;
  readonly expiry: Expiry;
  readonly user: string | null;
  /** Keys that the server hides: they cannot be put back. */
  readonly hidden: number;
  readonly cookie: Cookie | null;
}

/** Loads whole what is cut short. @throws CallFailed */
export async function takeSnapshot(
  { panel, reader }: CommandParts,
  session: SessionState,
  at: Visit,
): Promise<Snapshot> {
  for (const { key, state } of reader.entries.peek()) if (state === "cut") await reader.whole(key, at);
  const all = reader.entries.peek();
  const open = all.filter(({ state }) => state !== "locked");
  return {
    entries: Object.fromEntries(open.map(({ key, text }) => [key, text])),
    expiry: session.expiry,
    user: session.user,
    hidden: all.length - open.length,
    cookie: panel.sessionCookie.peek(),
  };
}

const keysIn = ({ entries }: Snapshot) => Object.keys(entries).length;

/** How many keys there were: "3 keys". */
export const allKeys = ({ text }: Panel, snapshot: Snapshot): string =>
  countKeys(text, keysIn(snapshot) + snapshot.hidden);

/** How many can be put back. */
export const keptKeys = ({ text }: Panel, snapshot: Snapshot): string => countKeys(text, keysIn(snapshot));

const countKeys = (text: Panel["text"], number: number) => text(number === 1 ? "keyOne" : "keyMany", count(number));

/** @param id of the message that says what was put back. */
function restored(panel: Panel, id: string, snapshot: Snapshot): string {
  const said = panel.text(id, keptKeys(panel, snapshot));
  if (snapshot.hidden === 0) return said;
  return `${said} ${panel.text("sessionHiddenLost", countKeys(panel.text, snapshot.hidden))}`;
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
