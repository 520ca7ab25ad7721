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

export const packNullable = (text: string | null): string => (text === null ? "" : pack(text));
const unpackNullable = (packed: string): string | null => (packed === "" ? null : unpack(packed));

/** Fields and values one after the other, as commands take them. */
export function fieldsOf(session: StoredSession, indexedUntil: number): string[] {
  const fields = [
    ...["created", String(session.createdAt), "modified", String(session.modifiedAt)],
    ...["expires", String(session.expiresAt), "expiry", packNullable(session.expiry)],
    ...["revision", String(session.revision), "user", packNullable(session.user)],
    ...["indexed", String(indexedUntil)],
  ];
  for (const [key, text] of session.entries) fields.push(pack(key), text);
  return fields;
}

/** `null`: fields are missing or make no sense. */
export function sessionFrom(fields: Readonly<Record<string, string>>): StoredSession | null {
  const { created, modified, expires, expiry, revision, user } = fields;
  const [createdAt, modifiedAt, expiresAt, count] = [created, modified, expires, revision].map(numberIn);
  if (createdAt === undefined || modifiedAt === undefined || expiresAt === undefined || count === undefined)
    return null;
  if (expiry === undefined || user === undefined) return null;
  const entries = new Map<string, string>();
  try {
    for (const field of Object.keys(fields)) {
      if (field[0] === "=" || field[0] === "j") entries.set(unpack(field), fields[field]!);
    }
    return {
      entries,
      createdAt,
      modifiedAt,
      expiresAt,
      expiry: unpackNullable(expiry),
      revision: count,
      user: unpackNullable(user),
    };
  } catch {
    return null;
  }
}

function numberIn(text: string | undefined): number | undefined {
  const number = text ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
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
