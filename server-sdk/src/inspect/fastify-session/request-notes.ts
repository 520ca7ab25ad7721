/** What a request leaves for the endpoint. Made here, a note holds what it is given and nothing else of the app's: no request, no session. */

import type { StoreCall } from "../../core/events.ts";
import type { Note } from "../base/notes.ts";
import { contentOf, type Seen, sessionOf } from "../base/seen.ts";
import type { HandledRequest, SeenSession } from "../base/serve-bridge.ts";
import { lineWithoutValue } from "../base/set-cookie-lines.ts";
import { sameTexts } from "../base/texts.ts";
import type { Ended, Revisions } from "./work.ts";

export function loadedNote(seen: Seen, revisions: Revisions): Note {
  const at = Date.now();
  return ({ loaded }) => {
    revisions.before = loaded(seen.id, contentOf(seen), at);
  };
}

/** A request whose session the library has saved, where there was something to save. */
interface Saved extends Ended {
  /** `null`: its cookie led to none. */
  readonly before: Seen | null;
  /** That one has ended, or another has taken its place. */
  readonly isOver: boolean;
  /** `null`: nothing was saved. */
  readonly saved: Seen | null;
  /** The `Set-Cookie` line; `null`: it has none. */
  readonly line: string | null;
}

export function endNote({ revisions, before: seen, isOver, saved, line, ...by }: Saved): Note {
  return (inspected) => {
    // Of what it had loaded there may be no note any more.
    if (seen && revisions.before === 0) return;
    const before = seen && asFound(seen, revisions);
    if (before && isOver) inspected.ended(before.id, by);
    let after = isOver ? null : before;
    if (saved) {
      const session = sessionOf(saved);
      const over = isOver ? null : (before?.entries ?? null);
      after = { ...session, revision: inspected.saved(saved.id, session, over, by) };
    }
    const storing: StoreCall = before ? "commit" : "create";
    inspected.enterRequest({
      ...by,
      before,
      after,
      outcome: outcomeOf(before, after, saved !== null),
      setCookie: line === null ? null : "set",
      cookieLine: line === null ? null : lineWithoutValue(line),
      storeCalls: before && saved ? ["load", storing] : saved ? [storing] : ["load"],
    });
  };
}

/** A request whose answer did not come as far as that. */
export function overNote({ revisions, ...by }: Ended, seen: Seen | null): Note {
  return (inspected) => {
    // Of what it had loaded there may be no note any more.
    if (seen && revisions.before === 0) return;
    const before = seen && asFound(seen, revisions);
    const failed = by.status >= 500;
    inspected.enterRequest({
      ...by,
      before,
      after: before,
      outcome: failed ? "failed" : "read",
      failure: failed ? { reason: "store-failed", code: null, message: "The session was not saved." } : null,
    });
  };
}

const asFound = (seen: Seen, { before }: Revisions): SeenSession => ({ ...sessionOf(seen), revision: before });

function outcomeOf(
  before: SeenSession | null,
  after: SeenSession | null,
  isStored: boolean,
): HandledRequest["outcome"] {
  if (!after) return "flushed";
  if (!isStored) return "read";
  if (!before) return "created";
  if (before.id !== after.id) return "rotated";
  const [one, other] = [before, after].map(({ expiry }) => JSON.stringify(expiry));
  return sameTexts(before.entries, after.entries) && one === other ? "touched" : "stored";
}
