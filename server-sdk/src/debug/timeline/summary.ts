/** An entry of the timeline in short, as pages of it and the live stream have it. */

import type { Expiry } from "../../core/expiry.ts";
import { encodeExpiry } from "../../core/expiry.ts";
import { type RequestSummary, summaryLimits } from "../../protocol.ts";
import type { Recorded, Subject } from "./recorded.ts";

export function summaryOf(recorded: Recorded, handleOf: (subject: Subject) => string): RequestSummary {
  const { entry, at, requestId, method, path, command, window, before, after, expiryBefore, expiryAfter } = recorded;
  const byPanel = command !== undefined;
  const asked = (call: boolean, time: number) => (call && !byPanel ? time : null);
  return {
    entry,
    at,
    by: byPanel ? "panel" : "request",
    method,
    path,
    ...(byPanel ? { command } : { request: requestId }),
    ...(window !== undefined && { window }),
    status: recorded.status,
    handle: after && handleOf(after),
    previousHandle: before !== null && before !== after ? handleOf(before) : null,
    outcome: recorded.outcome,
    failure: recorded.failure?.reason ?? null,
    revisionBefore: recorded.loadedRevision,
    revision: recorded.revision,
    ...countsOf(recorded.changes),
    cleared: recorded.cleared,
    expiryChanged: after !== null && textOf(expiryBefore?.expiry) !== textOf(expiryAfter?.expiry),
    keys: keysOf(recorded.changes),
    setCookie: recorded.setCookie,
    loadTime: asked(recorded.storeCalls.includes("load"), recorded.loadTime),
    duration: asked(true, recorded.duration),
    commitTime: asked(recorded.storeCalls.some(isSave), recorded.commitTime),
  };
}

const isSave = (call: string): boolean => call !== "load" && call !== "delete";
/** A new session has the expiry of the policy unless it says otherwise. */
const textOf = (expiry: Expiry = { kind: "policy" }) => encodeExpiry(expiry);

function countsOf(changes: Recorded["changes"]): Pick<RequestSummary, "added" | "changed" | "removed"> {
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const { before, after } of changes.values()) {
    if (before === after) continue;
    counts[before === null ? "added" : after === null ? "removed" : "changed"]++;
  }
  return counts;
}

function keysOf(changes: Recorded["changes"]): string[] {
  const { keys: most, keyLength } = summaryLimits;
  const keys: string[] = [];
  for (const [key, { before, after }] of changes) {
    if (before === after) continue;
    if (keys.length === most) break;
    keys.push(key.slice(0, keyLength));
  }
  return keys;
}
