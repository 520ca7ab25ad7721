/**
 * A stored session as one text, for stores that keep it whole: a JSON head with the lengths, a line feed, then the
 * values one after the other. Values are copied, never parsed, so they come back letter by letter.
 */

import type { StoredSession } from "./store.ts";

/** createdAt, modifiedAt, expiresAt, expiry, revision, user, then key and length of its text for every entry. */
type Head = readonly (string | number | null)[];
const fixedParts = 6;

export function encodeSession(session: StoredSession): string {
  const head: (string | number | null)[] = [
    session.createdAt,
    session.modifiedAt,
    session.expiresAt,
    session.expiry,
    session.revision,
    session.user,
  ];
  let values = "";
  for (const [key, text] of session.entries) {
    head.push(key, text.length);
    values += text;
  }
  return `${JSON.stringify(head)}\n${values}`;
}

/** `null`: not such a text, or a damaged one. */
export function decodeSession(text: string): StoredSession | null {
  const headEnd = text.indexOf("\n");
  if (headEnd < 0) return null;
  const head = parseHead(text.slice(0, headEnd));
  if (head === null) return null;
  const [createdAt, modifiedAt, expiresAt, expiry, revision, user] = head;
  if (!isTime(createdAt) || !isTime(modifiedAt) || !isTime(expiresAt)) return null;
  if (!isTextOrNull(expiry) || !isTextOrNull(user) || !isCount(revision)) return null;
  const entries = new Map<string, string>();
  let at = headEnd + 1;
  for (let part = fixedParts; part < head.length; part += 2) {
    const key = head[part];
    const length = head[part + 1];
    if (typeof key !== "string" || !isCount(length)) return null;
    entries.set(key, text.slice(at, at + length));
    at += length;
  }
  if (at !== text.length) return null;
  return { entries, createdAt, modifiedAt, expiresAt, expiry, revision, user };
}

function parseHead(text: string): Head | null {
  try {
    const head: unknown = JSON.parse(text);
    return Array.isArray(head) && head.length >= fixedParts ? head : null;
  } catch {
    return null;
  }
}

const isTime = (value: unknown): value is number => Number.isFinite(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === "string";
