/** Requests that saved keys while another request ran that changed the same ones. Pure. */

import type { KnownRequest } from "./request.ts";

export interface Overlap {
  /** The oldest first. */
  readonly others: readonly KnownRequest[];
  /** The keys that they and the request changed. */
  readonly keys: readonly string[];
}

/** @returns null where the request found what it had loaded, or others saved only keys that it left alone. */
export function overlapOf(request: KnownRequest, all: readonly KnownRequest[]): Overlap | null {
  const { revision, revisionBefore } = request;
  if (revision === null || revisionBefore === null || revision - revisionBefore < 2) return null;
  const others = all.filter(
    (other) =>
      other.revision !== null &&
      other.revision > revisionBefore &&
      other.revision < revision &&
      other.failure === null &&
      other.process === request.process &&
      (other.handle === request.handle || other.handle === request.previousHandle) &&
      other.keys.some((key) => request.keys.includes(key)),
  );
  if (others.length === 0) return null;
  return { others, keys: request.keys.filter((key) => others.some(({ keys }) => keys.includes(key))) };
}
