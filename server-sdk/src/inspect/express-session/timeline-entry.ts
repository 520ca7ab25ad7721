/** A request that is over, as the timeline has it. */

import type { ServerResponse } from "node:http";
import type { RequestEvent, RequestFailure } from "../../core/events.ts";
import type { HandledRequest, SeenSession } from "../base/serve-bridge.ts";
import type { Seen } from "./seen.ts";
import type { Work } from "./work.ts";

/** Whether there is anything to enter. */
export function hasSession({ loaded, saved, ended, failure }: Work): boolean {
  return loaded !== null || saved !== null || ended !== null || failure !== undefined;
}

/** `null`: what it began with has not been noted. */
export function timelineEntry(work: Work): HandledRequest | null {
  const { loaded, loadedRevision, saved, ended, failure, cookieLine } = work;
  // What was only renewed is as it was loaded.
  const savedRevision = work.savedRevision || (saved?.id === loaded?.id ? loadedRevision : 0);
  if ((loaded && loadedRevision === 0) || (saved && savedRevision === 0)) return null;
  const before = loaded && at(loaded, loadedRevision);
  return {
    requestId: work.requestId,
    method: work.method,
    path: work.path,
    at: work.at + work.done - work.start,
    status: work.status,
    before,
    after: saved ? at(saved, savedRevision) : ended === null ? before : null,
    outcome: outcomeOf(work),
    failure: failure === undefined ? null : failureOf(failure),
    setCookie: cookieLine === null ? null : "set",
    cookieLine,
    storeCalls: work.storeCalls,
    loadTime: work.loadTime,
    commitTime: work.commitTime,
    duration: work.done - work.start,
  };
}

function at({ id, entries, expiry, expiresAt, user }: Seen, revision: number): SeenSession {
  return { id, entries, expiry, expiresAt, user, revision };
}

function outcomeOf({ loaded, saved, savedOver, renewed, ended, failure }: Work): RequestEvent["outcome"] {
  if (failure !== undefined) return "failed";
  if (!saved) return ended === null ? "read" : "flushed";
  if (loaded === null) return "created";
  if (loaded.id !== saved.id) return ended === loaded.id ? "rotated" : "created";
  return renewed || savedOver?.isSame(saved) ? "touched" : "stored";
}

function failureOf(error: unknown): RequestFailure {
  return { reason: "store-failed", code: null, message: error instanceof Error ? error.message : String(error) };
}

/** The `Set-Cookie` line of the session's cookie, without its value. */
export function lineOf(response: ServerResponse, name: string | null): string | null {
  const set = response.getHeader("set-cookie");
  if (name === null || set === undefined) return null;
  const lines = Array.isArray(set) ? set : [String(set)];
  const line = lines.findLast((one) => one.startsWith(name) && one[name.length] === "=");
  if (line === undefined) return null;
  const attributes = line.indexOf(";");
  return `${name}=…${attributes === -1 ? "" : line.slice(attributes)}`;
}
