/** A request that is over, as the timeline has it. */

import type { RequestEvent, RequestFailure } from "../../core/events.ts";
import type { HandledRequest } from "../base/serve-bridge.ts";
import type { Work } from "./work.ts";

/** `null`: it had no session and made none. */
export function timelineEntry(work: Work, cookieName: string | null): HandledRequest | null {
  const { loaded, saved, ended, failure, response, start } = work;
  if (!loaded && !saved && ended === null && failure === undefined) return null;
  const before = loaded && { ...loaded, revision: work.loadedRevision };
  const kept = saved ? { ...saved, revision: work.savedRevision } : ended === null ? before : null;
  const line = lineOf(work, cookieName);
  return {
    requestId: work.requestId,
    method: work.method,
    path: work.path,
    status: response.statusCode,
    before,
    after: kept,
    outcome: outcomeOf(work),
    failure: failure === undefined ? null : failureOf(failure),
    setCookie: line === null ? null : "set",
    cookieLine: line,
    storeCalls: work.storeCalls,
    loadTime: work.loadTime,
    commitTime: work.commitTime,
    duration: (work.done || performance.now()) - start,
  };
}

function outcomeOf({ loaded, saved, renewed, ended, failure }: Work): RequestEvent["outcome"] {
  if (failure !== undefined) return "failed";
  if (!saved) return ended === null ? "read" : "flushed";
  if (loaded === null) return "created";
  if (loaded.id !== saved.id) return ended === loaded.id ? "rotated" : "created";
  return renewed ? "touched" : "stored";
}

function failureOf(error: unknown): RequestFailure {
  return { reason: "store-failed", code: null, message: error instanceof Error ? error.message : String(error) };
}

/** The `Set-Cookie` line of the session's cookie, without its value. */
function lineOf({ response }: Work, name: string | null): string | null {
  if (name === null) return null;
  const lines = [response.getHeader("set-cookie") ?? []].flat().map(String);
  const line = lines.findLast((one) => one.startsWith(`${name}=`));
  return line === undefined ? null : `${name}=…${line.includes(";") ? line.slice(line.indexOf(";")) : ""}`;
}
