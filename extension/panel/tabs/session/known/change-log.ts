/** What happened to the values of a session, the newest first, as far as there is room for it. */

import type { Change } from "./news.ts";

const longestLog = 500;
/** UTF-16 units: of all texts that are kept, and of one; of a longer one the beginning is kept. */
export const roomForTexts = 2_000_000;
export const longestText = 100_000;

/** The log with further changes, made keepable, which belong to one reading. */
export function withChanges(log: readonly Change[], changes: readonly Change[]): readonly Change[] {
  let room = roomForTexts;
  const next: Change[] = [];
  for (const change of [...changes.slice(0, longestLog), ...log].slice(0, longestLog)) {
    room -= (change.before?.length ?? 0) + (change.after?.length ?? 0);
    if (room < 0 && next.length > 0) break;
    next.push(change);
  }
  return next;
}

/** A change as whatever remembers it for longer takes it: of long texts the beginning. */
export function keepable(change: Change): Change {
  const [before, after] = [beginning(change.before), beginning(change.after)];
  const cut = before.cut || after.cut || change.cut;
  return { ...change, before: before.text, after: after.text, cut };
}

function beginning(text: string | null): { readonly text: string | null; readonly cut: boolean } {
  if (text === null) return { text, cut: false };
  return { text: copied(text.slice(0, longestText)), cut: text.length > longestText };
}

/** A text of its own: a slice keeps the whole text alive that it was cut out of. */
const copied = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
