/** A row of the list: a stored session as the server told of it last. Pure. */

import type { StoredSummary } from "sessionscope/protocol";

export interface StoredRow extends StoredSummary {
  /** It has ended since the list was read. */
  readonly gone: boolean;
}

export const rowOf = (summary: StoredSummary): StoredRow => ({ ...summary, gone: false });

/** Has its time come? A live one may have passed its deadline since the list was read. */
export const isExpired = ({ state, expiresAt }: StoredRow, now: number): boolean =>
  state === "expired" || expiresAt <= now;
