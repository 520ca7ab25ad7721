/** The table, and a session as one row of it. */

import type { StoredSession } from "../../core/store.ts";
import { decodeEntries, encodeEntries } from "../../core/storing/session-record.ts";

export const tableName = "sessionscope_sessions";

/**
 * One row per session. All entries are one text, so that a commit is one update that either meets the revision it
 * was made from or changes nothing.
 */
export interface SessionRow {
  readonly id: string;
  readonly created_at: number;
  readonly modified_at: number;
  readonly expires_at: number;
  readonly expiry: string | null;
  readonly revision: number;
  readonly user_id: string | null;
  readonly data: string;
}

/** Named wherever rows are read: the answer to `*` would change as soon as somebody adds a column. */
export const columns = [
  "id",
  "created_at",
  "modified_at",
  "expires_at",
  "expiry",
  "revision",
  "user_id",
  "data",
] as const satisfies readonly (keyof SessionRow)[];

type ValuesOf<Columns extends readonly (keyof SessionRow)[]> = {
  readonly [At in keyof Columns]: SessionRow[Columns[At]];
};

/** A row of a driver that answers the values in the order of the columns. */
export function rowOf(values: ValuesOf<typeof columns>): SessionRow {
  const [id, created_at, modified_at, expires_at, expiry, revision, user_id, data] = values;
  return { id, created_at, modified_at, expires_at, expiry, revision, user_id, data };
}

export function toRow(id: string, session: StoredSession): SessionRow {
  return {
    id,
    created_at: session.createdAt,
    modified_at: session.modifiedAt,
    expires_at: session.expiresAt,
    expiry: encodeText(session.expiry),
    revision: session.revision,
    user_id: encodeText(session.user),
    data: encodeText(encodeEntries(session.entries)),
  };
}

/** `null`: the row does not hold a session. */
export function fromRow(row: SessionRow): StoredSession | null {
  const data = decodeText(row.data);
  const decoded = typeof data === "string" ? decodeEntries(data) : null;
  const expiry = decodeText(row.expiry);
  const user = decodeText(row.user_id);
  if (decoded === null || expiry === undefined || user === undefined) return null;
  if (!Number.isFinite(row.created_at) || !Number.isFinite(row.modified_at)) return null;
  if (!Number.isFinite(row.expires_at) || !Number.isSafeInteger(row.revision)) return null;
  return {
    entries: decoded.entries,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    expiresAt: row.expires_at,
    expiry,
    revision: row.revision,
    user,
  };
}

/**
 * Text that a database may not hold as it is (NUL in PostgreSQL, halves of surrogate pairs in any) becomes a JSON
 * string, and so does what looks like one. Everything else stays readable.
 */
export function encodeText<T extends string | null>(text: T): T;
export function encodeText(text: string | null): string | null {
  if (text === null) return null;
  return text.startsWith('"') || text.includes("\0") || !text.isWellFormed() ? JSON.stringify(text) : text;
}

/** Columns of SQLite can hold any type. `undefined`: the value was not written by `encodeText`. */
function decodeText(text: unknown): string | null | undefined {
  if (text === null) return null;
  if (typeof text !== "string") return undefined;
  if (!text.startsWith('"')) return text;
  try {
    const decoded: unknown = JSON.parse(text);
    return typeof decoded === "string" ? decoded : undefined;
  } catch {
    return undefined;
  }
}
