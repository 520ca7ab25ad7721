/**
 * A stored session as one text, for stores that keep it whole: a JSON head with the lengths, a line feed, then the
 * values one after the other. Values are copied, never parsed, so they come back letter by letter.
 */

import type { StoredSession } from "../store.ts";

/** The head holds the fixed parts, then for each entry its key and the length of its text. */
type Part = string | number | null;
/** createdAt, modifiedAt, expiresAt, expiry, revision, user. */
const fixedParts = 6;

export function encodeSession(session: StoredSession): string {
  const { createdAt, modifiedAt, expiresAt, expiry, revision, user } = session;
  return encodeEntries(session.entries, [createdAt, modifiedAt, expiresAt, expiry, revision, user]);
}

/** `null`: not such a text, or a damaged one. */
export function decodeSession(text: string): StoredSession | null {
  const decoded = decodeEntries(text, fixedParts);
  if (decoded === null) return null;
  const [createdAt, modifiedAt, expiresAt, expiry, revision, user] = decoded.fixed;
  if (!isTime(createdAt) || !isTime(modifiedAt) || !isTime(expiresAt)) return null;
  if (!isTextOrNull(expiry) || !isTextOrNull(user) || !isCount(revision)) return null;
  return { entries: decoded.entries, createdAt, modifiedAt, expiresAt, expiry, revision, user };
}

/** Entries as one text, with `fixed` in front in its head. */
export function encodeEntries(entries: StoredSession["entries"], fixed: readonly Part[] = []): string {
  const head = [...fixed];
  let values = "";
  for (const [key, text] of entries) {
    head.push(key, text.length);
    values += text;
  }
  return `${JSON.stringify(head)}\n${values}`;
}

/** `null`: not such a text, or a damaged one. The fixed parts are of unknown types. */
export function decodeEntries(
  text: string,
  fixedCount = 0,
): { readonly fixed: readonly unknown[]; readonly entries: Map<string, string> } | null {
  const headEnd = text.indexOf("\n");
  if (headEnd < 0) return null;
  const head = parseHead(text.slice(0, headEnd));
  if (head === null || head.length < fixedCount) return null;
  const entries = new Map<string, string>();
  let at = headEnd + 1;
  for (let part = fixedCount; part < head.length; part += 2) {
    const key = head[part];
    const length = head[part + 1];
    if (typeof key !== "string" || !isCount(length)) return null;
    entries.set(key, text.slice(at, at + length));
    at += length;
  }
  return at === text.length ? { fixed: head.slice(0, fixedCount), entries } : null;
}

function parseHead(text: string): readonly unknown[] | null {
  try {
    const head: unknown = JSON.parse(text);
    return Array.isArray(head) ? head : null;
  } catch {
    return null;
  }
}

const isTime = (value: unknown): value is number => Number.isFinite(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === "string";
