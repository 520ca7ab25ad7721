/**
 * Puts a snapshot back, whole or in part, as a step that can be undone. Every call names the revision it is meant for: after
 * a change by somebody else it is made again on what is there then.
 */

import type { Changed } from "sessionscope/protocol";
import { keepsExpiry, whyNot } from "../engine.ts";
import { CallFailed } from "../server/client.ts";
import type { Panel, Visit } from "../state.ts";
import { atLatest } from "./at-latest.ts";
import { countedKeys, hasPassed, leftOutId, putIntoNew, type Snapshot } from "./snapshot.ts";
import type { Taken } from "./take.ts";
import { type Restored, undoRestore } from "./undo-restore.ts";

/** What of a snapshot is put back. */
export interface Part {
  /** Keys that become as they are in the snapshot; there, or gone. null: all, and the user with them. */
  readonly keys: ReadonlySet<string> | null;
  readonly expiry: boolean;
}

export const whole: Part = { keys: null, expiry: true };

export interface RestoreWords {
  /** What "Undo: …" names. */
  readonly name: string;
  /** What was done: "Restored “Admin” as revision 18." @param revision that the session has now. */
  done(revision: number): string;
  /** Called with the state that is about to be replaced; not where there is no session. */
  before?(taken: Taken): Promise<unknown>;
}

/** Restores, and pushes the undo step. @throws Error with a sentence for people: nothing has changed then */
export async function restore(
  panel: Panel,
  snapshot: Snapshot,
  part: Part,
  words: RestoreWords,
  at: Visit,
): Promise<void> {
  const act = () => inWords(panel, () => atLatest(at, (now) => put(panel, snapshot, part, words, now, at)));
  const sentence = ({ before, after, hides, withoutExpiry }: Done) =>
    [
      before === null ? intoNew(panel, after) : words.done(after.revision),
      lost(panel, hides + (before === null ? snapshot.hidden : 0), snapshot),
      withoutExpiry !== null && panel.text(withoutExpiry),
    ]
      .filter(Boolean)
      .join(" ");
  let done = await act();
  // Undoing it would end the new session.
  if (done.before === null && whyNot(panel, "session.flush") !== null) return panel.undo.tell(sentence(done));
  panel.undo.push(
    {
      done: sentence(done),
      name: words.name,
      undo: () => inWords(panel, () => undoRestore(panel, done, at)),
      async redo() {
        done = await act();
        return sentence(done);
      },
    },
    at.over,
  );
}

interface Done extends Restored {
  /** How many keys of the snapshot the server would have hidden. */
  readonly hides: number;
  /** Message id of why the expiry of the snapshot was left out; null: it was not. */
  readonly withoutExpiry: "restoreExpiryPassed" | "restoreExpiryUnkept" | null;
}

async function put(
  panel: Panel,
  snapshot: Snapshot,
  part: Part,
  words: RestoreWords,
  now: Taken | null,
  at: Visit,
): Promise<Done> {
  if (now !== null) await words.before?.(now);
  const withoutExpiry = part.expiry ? whyNoExpiry(panel, snapshot) : null;
  const expiry =
    part.expiry && withoutExpiry === null ? snapshot.expiry : (now?.snapshot.expiry ?? { kind: "policy" as const });
  const user = part.keys === null || now === null ? snapshot.user : now.snapshot.user;
  const { changed, entries, hides } = await putVisible(entriesAfter(snapshot, part, now), (those) =>
    at.call("session.restore", { revision: now?.revision ?? null, entries: those, expiry, user }),
  );
  panel.invalidate();
  const after = takenAfter(changed, { entries, expiry, user, hidden: now?.snapshot.hidden ?? 0 }, now);
  return { before: now, after, hides, withoutExpiry };
}

function whyNoExpiry(panel: Panel, { expiry }: Snapshot): Done["withoutExpiry"] {
  if (hasPassed(expiry, panel)) return "restoreExpiryPassed";
  return keepsExpiry(panel.hello.peek(), expiry.kind) ? null : "restoreExpiryUnkept";
}

/** Writes the entries, without those that the server would hide, or that are read only: which these are, only its refusal tells. */
async function putVisible(
  entries: Readonly<Record<string, string>>,
  write: (entries: Readonly<Record<string, string>>) => Promise<Changed>,
) {
  try {
    return { changed: await write(entries), entries, hides: 0 };
  } catch (error) {
    if (!(error instanceof CallFailed) || !unwritable.has(error.code)) throw error;
    const hidden = new Set(error.detail?.keys);
    if (hidden.size === 0) throw error;
    const visible = Object.fromEntries(Object.entries(entries).filter(([key]) => !hidden.has(key)));
    return { changed: await write(visible), entries: visible, hides: countOf(entries) - countOf(visible) };
  }
}

const unwritable: ReadonlySet<CallFailed["code"]> = new Set(["redacted", "unsupported"]);

const countOf = (entries: object) => Object.keys(entries).length;

/** The keys that the session has afterwards, without hidden ones, which keep what they have. */
export function entriesAfter(snapshot: Snapshot, { keys }: Part, now: Taken | null): Record<string, string> {
  const entries = new Map(keys === null ? [] : Object.entries(now?.snapshot.entries ?? {}));
  for (const key of keys ?? Object.keys(snapshot.entries)) {
    const text = Object.hasOwn(snapshot.entries, key) ? snapshot.entries[key] : undefined;
    if (text === undefined) entries.delete(key);
    else if (!now?.hiddenKeys.has(key)) entries.set(key, text);
  }
  return Object.fromEntries(entries);
}

/** What a call has left, as the server writes it. Where its answer tells of no session (the expiry has passed), revision 0. */
function takenAfter({ reading }: Changed, snapshot: Snapshot, now: Taken | null): Taken {
  const session = reading.state === "live" ? reading.session : null;
  const answered = (session?.entries ?? []).filter(({ truncated, redacted }) => !truncated && !redacted);
  return {
    snapshot: {
      ...snapshot,
      entries: { ...snapshot.entries, ...Object.fromEntries(answered.map(({ key, text }) => [key, text])) },
    },
    handle: session?.handle ?? "",
    revision: session?.revision ?? 0,
    hiddenKeys: now?.hiddenKeys ?? new Set(),
  };
}

const intoNew = (panel: Panel, { snapshot }: Taken) =>
  putIntoNew(panel, countedKeys(panel.text, Object.keys(snapshot.entries).length));

/** What hidden and read-only keys cost: a live session keeps its own, a new one has none. Empty: nothing. */
const lost = ({ text }: Panel, hidden: number, snapshot: Snapshot): string =>
  hidden > 0 ? text(leftOutId(snapshot, "sessionHiddenLost", "sessionReadOnlyLost"), countedKeys(text, hidden)) : "";

/** Failures as sentences for people. */
async function inWords<T>({ text }: Panel, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isAway = error instanceof CallFailed && (error.code === "unreachable" || error.code === "timeout");
    throw isAway ? new Error(text("sessionAwayUndo")) : error;
  }
}
