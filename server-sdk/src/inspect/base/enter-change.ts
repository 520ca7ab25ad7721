/** Tells the endpoint of a request by how it found its session and how it left it. */

import type { HandledRequest, Inspected, SeenRequest, SeenSession } from "./serve-bridge.ts";
import { lineWithoutValue } from "./set-cookie-lines.ts";

/** A request whose response has its head. */
export type Ended = SeenRequest & Pick<HandledRequest, "status" | "duration">;

/** One of `found` and `left` is there. */
export interface SeenChange {
  readonly found: Omit<SeenSession, "revision"> | null;
  readonly left: Omit<SeenSession, "revision"> | null;
  /** The `Set-Cookie` line of the library. Left out: the response has none. */
  readonly line?: string | undefined;
}

export function enterChange(inspected: Inspected, request: Ended, { found, left, line }: SeenChange): void {
  const before: SeenSession | null = found && { ...found, revision: inspected.loaded(found.id, found, request.at) };
  const stays = before?.id === left?.id;
  if (before && !stays) inspected.ended(before.id, request);
  let after: SeenSession | null = null;
  if (left) {
    const revision = inspected.saved(left.id, left, (stays && before?.entries) || null, request);
    after = { ...left, revision };
  }
  inspected.enterRequest({
    ...request,
    before,
    after,
    outcome: outcomeOf(before, after),
    ...(line !== undefined && { setCookie: after ? "set" : "deleted", cookieLine: lineWithoutValue(line) }),
  });
}

function outcomeOf(before: SeenSession | null, after: SeenSession | null): HandledRequest["outcome"] {
  if (!after) return "flushed";
  if (before?.id !== after.id) return "created";
  return after.revision === before.revision ? "touched" : "stored";
}
