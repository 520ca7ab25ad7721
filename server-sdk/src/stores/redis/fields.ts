/** Sessions as hashes of Redis, and back. */

import type { SessionId } from "../../core/session-key.ts";
import type { StoredSession } from "../../core/store.ts";

/**
 * A text as Redis keeps it, in UTF-8: that has no halves of surrogate pairs, so a text with such halves travels as JSON.
 * The mark in front says which, and keeps entries apart from a session's own fields.
 */
export function pack(text: string): string {
  return text.isWellFormed() ? `=${text}` : `j${JSON.stringify(text)}`;
}

export function unpack(packed: string): string {
  return packed[0] === "=" ? packed.slice(1) : (JSON.parse(packed.slice(1)) as string);
}

/** As scripts take it. */
export const packNullable = (text: string | null): string => (text === null ? "" : pack(text));

/** Fields and values one after the other, as commands take them. `indexedUntil`: how long the user's index holds the session. */
export function fieldsOf(session: StoredSession, indexedUntil: number): string[] {
  const { createdAt, modifiedAt, expiresAt, revision, expiry, user } = session;
  const fields = ["session", [createdAt, modifiedAt, expiresAt, revision, indexedUntil].join(" ")];
  if (expiry !== null) fields.push("expiry", pack(expiry));
  if (user !== null) fields.push("user", pack(user));
  for (const [key, text] of session.entries) fields.push(pack(key), text);
  return fields;
}

/** From a hash as it comes, fields and texts one after the other. `null`: fields are missing or make no sense. */
export function sessionFrom(hash: readonly string[]): StoredSession | null {
  const entries = new Map<string, string>();
  let known = "";
  let expiry: string | null = null;
  let user: string | null = null;
  try {
    for (let at = 0; at < hash.length; at += 2) {
      const field = hash[at]!;
      const text = hash[at + 1]!;
      if (field[0] === "=" || field[0] === "j") entries.set(unpack(field), text);
      else if (field === "session") known = text;
      else if (field === "expiry") expiry = unpack(text);
      else if (field === "user") user = unpack(text);
    }
  } catch {
    return null;
  }
  const numbers = known.split(" ").map(Number);
  if (numbers.length !== 5 || !numbers.every(Number.isFinite)) return null;
  const [createdAt, modifiedAt, expiresAt, revision] = numbers as [number, number, number, number];
  return { entries, createdAt, modifiedAt, expiresAt, expiry, revision, user };
}

/** The keys of Redis that the store uses. */
export class RedisKeys {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  session(id: SessionId): string {
    return `${this.#prefix}session:${id}`;
  }

  userIndex(user: string): string {
    return `${this.#prefix}user:${pack(user)}`;
  }

  /** A pattern for SCAN that every session's key matches. */
  get allSessions(): string {
    return `${this.#prefix.replace(/[*?[\]\\^]/g, "\\$&")}session:*`;
  }

  idOf(key: string): SessionId | null {
    const start = `${this.#prefix}session:`;
    return key.startsWith(start) ? (key.slice(start.length) as SessionId) : null;
  }
}
