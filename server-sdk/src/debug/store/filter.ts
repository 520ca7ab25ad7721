/** Whether a stored session meets a filter. Only what the panel is shown counts: a filter must not find out hidden values. */

import type { StoredSession } from "../../core/store.ts";
import { isDead } from "../../core/stored-session.ts";
import { redactedMark, type StoreFilter } from "../../protocol.ts";
import type { Redaction } from "../redaction.ts";

export function meets(stored: StoredSession, filter: StoreFilter, redaction: Redaction): boolean {
  const { user, signedIn, expired } = filter;
  if (user !== undefined && stored.user !== user) return false;
  if (signedIn !== undefined && (stored.user !== null) !== signedIn) return false;
  if (expired !== undefined && isDead(stored) !== expired) return false;
  return hasText(stored, filter, redaction) && hasEntry(stored, filter, redaction);
}

function hasText({ entries }: StoredSession, { text = "" }: StoreFilter, redaction: Redaction): boolean {
  if (text === "") return true;
  for (const [key, held] of entries) if (key.includes(text) || shows(key, held, text, redaction)) return true;
  return false;
}

function hasEntry({ entries }: StoredSession, { key, value }: StoreFilter, redaction: Redaction): boolean {
  if (key === undefined && value === undefined) return true;
  for (const [name, held] of entries)
    if (name.includes(key ?? "") && (value === undefined || shows(name, held, value, redaction))) return true;
  return false;
}

/** The text must be in the value, and in what is shown of it: the mark is not, or "red" would be found in what it hides. */
function shows(key: string, held: string, text: string, redaction: Redaction): boolean {
  if (!held.includes(text)) return false;
  const masked = redaction.mask(key, held);
  return masked === null || masked.split(redactedMark).some((part) => part.includes(text));
}

/** A text that every session has which meets the filter: a store can look for it. */
export function textToFind({ text = "", key = "", value = "" }: StoreFilter): string | undefined {
  return [text, value, key].find((one) => one !== "");
}
