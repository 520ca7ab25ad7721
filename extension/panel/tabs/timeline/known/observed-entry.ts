/** An entry of the record, from the session before and after a response. Pure. */

import type { Entry, RequestSummary, SessionState } from "sessionscope/protocol";
import type { SeenResponse } from "../../../../platform/platform.ts";
import type { RequestDetail, RequestState } from "./request.ts";

export type LiveSession = SessionState;

export interface Observation {
  readonly number: number;
  readonly seen: SeenResponse;
  /** The id that the response names. */
  readonly request: string | null;
  readonly before: LiveSession | null;
  readonly after: LiveSession | null;
}

/** @returns null if the response had nothing to do with a session. */
export function entryOfReadings(
  observation: Observation,
): { readonly detail: RequestDetail; readonly state: RequestState | null } | null {
  const { before, after } = observation;
  if (before === null && after === null) return null;
  const changes = changesOf(before?.entries ?? [], after?.entries ?? []);
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const { before: was, after: is } of changes) {
    counts[was === null ? "added" : is === null ? "removed" : "changed"] += 1;
  }
  const summary = { ...summaryOf(observation), ...counts, keys: changes.slice(0, 50).map(({ key }) => key) };
  return {
    detail: {
      summary,
      read: [],
      changes,
      expiryBefore: endingOf(before),
      expiryAfter: endingOf(after),
      cookieLine: null,
      storeCalls: [],
      message: null,
    },
    state: after && {
      handle: after.handle,
      revision: after.revision,
      expiry: after.expiry,
      user: after.user,
      size: after.size,
      entries: after.entries,
      exact: true,
    },
  };
}

function summaryOf({ number, seen, request, before, after }: Observation): RequestSummary {
  const setsCookie = seen.headers.some(([name]) => name.toLowerCase() === "set-cookie");
  return {
    entry: number,
    at: seen.at,
    by: "request",
    method: seen.method,
    path: new URL(seen.url).pathname,
    ...(request !== null && { request }),
    status: seen.status,
    handle: after?.handle ?? null,
    previousHandle: before !== null && before.handle !== after?.handle ? before.handle : null,
    outcome: outcomeOf(before, after),
    failure: null,
    revisionBefore: before?.revision ?? null,
    revision: after?.revision ?? null,
    added: 0,
    changed: 0,
    removed: 0,
    cleared: false,
    expiryChanged: before !== null && after !== null && JSON.stringify(before.expiry) !== JSON.stringify(after.expiry),
    keys: [],
    setCookie: setsCookie ? "set" : null,
    duration: null,
    loadTime: null,
    commitTime: null,
  };
}

function outcomeOf(before: LiveSession | null, after: LiveSession | null): RequestSummary["outcome"] {
  if (after === null) return "gone";
  if (before === null) return "created";
  if (before.handle !== after.handle)
    return before.createdAt !== null && before.createdAt === after.createdAt ? "rotated" : "created";
  return before.revision === after.revision ? "read" : "stored";
}

function changesOf(before: readonly Entry[], after: readonly Entry[]): RequestDetail["changes"] {
  const old = new Map(before.map((entry) => [entry.key, entry]));
  const now = new Map(after.map((entry) => [entry.key, entry]));
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys
    .map((key) => ({ key, before: sideOf(old.get(key)), after: sideOf(now.get(key)) }))
    .filter(({ before: was, after: is }) => was?.text !== is?.text || was?.size !== is?.size);
}

const endingOf = (session: LiveSession | null) => session && { expiry: session.expiry, expiresAt: session.expiresAt };

const sideOf = (entry: Entry | undefined) =>
  entry === undefined
    ? null
    : { text: entry.text, size: entry.size, truncated: entry.truncated, redacted: entry.redacted };
