/**
 * Undoes a command that ended or emptied the session: by the server's ticket, which brings back all of it, hidden keys too;
 * where there is none, or the server has nothing for it any more, by the panel's own copy.
 */

import type { Params } from "sessionscope/protocol";
import { shortPath } from "../../../../json/path.ts";
import { whyNot } from "../../../engine.ts";
import { CallFailed } from "../../../server/client.ts";
import { SaveProblem } from "../../../session/edits/save-result.ts";
import { countedKeys, hasPassed, leftOutId, putIntoNew } from "../../../snapshots/snapshot.ts";
import type { Panel, Visit } from "../../../state.ts";
import { atRevision, inWords } from "./at-revision.ts";
import { allKeys, type CommandParts, type KeptSession, keptKeys } from "./snapshot.ts";

/** Names in a sentence; the others are counted only. */
const mostNames = 10;

/** Puts everything into a new session, because a session that has ended does not come back. @throws Error with a sentence for people */
export async function restoreIntoNew(parts: CommandParts, kept: KeptSession, at: Visit): Promise<string> {
  try {
    if (await byTicket(parts, kept, { revision: null }, at)) {
      const lost = notThere(parts, kept);
      return withLost(parts.panel, putIntoNew(parts.panel, allKeys(parts.panel, kept, lost.length)), kept, lost);
    }
    const { entries, user } = kept;
    const expiry = hasPassed(kept.expiry, parts.panel) ? { kind: "policy" as const } : kept.expiry;
    await parts.reader.change(() => at.call("session.restore", { revision: null, entries, expiry, user }));
  } catch (error) {
    throw inWords(parts, error);
  }
  return withLost(parts.panel, putIntoNew(parts.panel, keptKeys(parts.panel, kept)), kept, [...kept.hiddenKeys]);
}

/** Puts the keys and the expiry back into the current session, and keeps what others have added since. @throws Error with a sentence for people */
export async function putBack(parts: CommandParts, kept: KeptSession, at: Visit): Promise<string> {
  const { panel } = parts;
  const said = (number: number, lost: readonly string[]) =>
    withLost(panel, panel.text("sessionPutBackKeys", countedKeys(panel.text, number)), kept, lost);
  const all = Object.keys(kept.entries).length;
  const theirs = await intoLive(parts, kept, at);
  if (theirs === null) {
    await putKeysBack(parts, kept.entries, at);
    await putExpiryBack(parts, kept, at);
    return said(all, notThere(parts, kept));
  }
  // Keys that others have written since: the user decides, where both texts can be shown.
  const mine = theirs.filter((key) => Object.hasOwn(kept.entries, key));
  await putKeysBack(parts, Object.fromEntries(mine.map((key) => [key, kept.entries[key]!])), at);
  const lost = theirs.filter((key) => kept.hiddenKeys.has(key));
  return said(all + kept.hiddenKeys.size - lost.length, lost);
}

/** @returns the keys that others have written since, and that stay as they are; null: the server has nothing for the ticket. */
async function intoLive(parts: CommandParts, kept: KeptSession, at: Visit): Promise<readonly string[] | null> {
  const attempt = (leave: readonly string[]) =>
    atRevision(parts, at, async ({ revision }) =>
      (await byTicket(parts, kept, { revision, leave: [...leave] }, at)) ? leave : null,
    );
  try {
    return await attempt([]);
  } catch (error) {
    if (!(error instanceof CallFailed) || error.code !== "conflict") throw error;
    const keys = error.detail?.keys ?? [];
    if (keys.length === 0) throw new Error(parts.panel.text("sessionOtherUser"));
    return attempt(keys);
  }
}

/** Has the server bring back what it has kept. @returns false: it has kept nothing, or has nothing for the ticket any more. */
async function byTicket(
  { reader }: CommandParts,
  { ticket }: KeptSession,
  into: Omit<Params<"undo.restore">, "ticket">,
  at: Visit,
): Promise<boolean> {
  if (ticket === null) return false;
  try {
    await reader.change(() => at.call("undo.restore", { ticket, ...into }));
    return true;
  } catch (error) {
    if (error instanceof CallFailed && error.code === "ticket-gone") return false;
    throw error;
  }
}

/** Keys that the panel could not write, and that the session lacks now. */
function notThere({ reader }: CommandParts, { hiddenKeys }: KeptSession): readonly string[] {
  const there = reader.texts();
  return [...hiddenKeys].filter((key) => !there.has(key));
}

/** @throws Error with a sentence for people */
async function putKeysBack(
  { saver, editWords }: CommandParts,
  entries: KeptSession["entries"],
  at: Visit,
): Promise<void> {
  const edits = Object.entries(entries).map(
    ([key, to]) => ({ kind: "insert", path: [key], seen: null, to, at: null }) as const,
  );
  const saved = await saver.save(edits, at, { recorded: false });
  if (saved instanceof SaveProblem) throw new Error(saved.sentence);
  at.over.throwIfAborted();
  if (saved === "waiting") throw new Error(editWords.away());
}

async function putExpiryBack(parts: CommandParts, { expiry }: KeptSession, at: Visit): Promise<void> {
  const now = parts.reader.session.peek();
  if (whyNot(parts.panel, "session.setExpiry") !== null) return;
  if (now === null || hasPassed(expiry, parts.panel) || JSON.stringify(now.expiry) === JSON.stringify(expiry)) return;
  await atRevision(parts, at, ({ revision }) =>
    parts.reader.change(() => at.call("session.setExpiry", { revision, expiry })),
  );
}

/** The sentence, and after it which hidden keys are lost. */
function withLost({ text }: Panel, said: string, kept: KeptSession, lost: readonly string[]): string {
  if (lost.length === 0) return said;
  const names = lost.slice(0, mostNames).map((key) => shortPath([key]));
  const listed = [...names, ...(lost.length > names.length ? ["…"] : [])].join(", ");
  const id = leftOutId(kept, "sessionHiddenNamed", "sessionReadOnlyNamed");
  return `${said} ${text(id, countedKeys(text, lost.length), listed)}`;
}
