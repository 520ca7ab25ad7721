/** A row of the list: a stored session as the server told of it last. Pure. */

import type { SessionState, StoredSummary } from "sessionscope/protocol";

export interface StoredRow extends StoredSummary {
  /** It has ended since the list was read. */
  readonly gone: boolean;
}

export const rowOf = (summary: StoredSummary): StoredRow => ({ ...summary, gone: false });

/** The row with what its session says, unless the row is as new. */
export function rowAfter(row: StoredRow, session: SessionState): StoredRow {
  if (session.revision <= row.revision) return row;
  const { user, entries, size, createdAt, modifiedAt, expiresAt, expiry, revision } = session;
  return { ...row, user, keys: entries.length, size, createdAt, modifiedAt, expiresAt, expiry, revision };
}

/** Does its cookie end when the browser closes? `byPolicy`: cookies that follow the policy do. */
export const closesWithBrowser = ({ expiry }: StoredRow, byPolicy: boolean): boolean =>
  expiry.kind === "browser-close" || (expiry.kind === "policy" && byPolicy);

/** Has its time come? A live one may have passed its deadline since the list was read. */
export const isExpired = ({ state, expiresAt }: StoredRow, now: number): boolean =>
  state === "expired" || (expiresAt !== null && expiresAt <= now);
