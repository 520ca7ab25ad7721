/**
 * What the SDK tells about itself, on `node:diagnostics_channel`. Nobody listening costs one comparison.
 * Payloads never hold a session key or a cookie value.
 */

import { hash } from "node:crypto";
import { channel, tracingChannel } from "node:diagnostics_channel";
import { BoundedMap } from "./bounded-map.ts";
import type { SessionEnding } from "./expiry.ts";
import type { SessionId } from "./session-key.ts";
import type { StoredSession } from "./store.ts";

/** Why a stored session or a cookie was treated as an empty session. */
export type RejectReason =
  | "malformed-cookie" // does not have the form of a session key
  | "duplicate-cookie" // several different values under our name
  | "unknown-key" // well-formed, but no live session
  | "corrupted" // what is stored cannot be read
  | "bad-signature"
  | "expired";

export interface RejectedEvent {
  readonly reason: RejectReason;
  readonly id?: SessionId;
  readonly store?: string;
  readonly detail?: string;
}

/** What the SDK asks a store for. */
export type StoreCall = "load" | "create" | "commit" | "rotate" | "touch" | "delete";

/** Why a session could not be loaded or saved, or a value was refused. */
export interface RequestFailure {
  readonly reason:
    | "interrupted" // another request ended the session
    | "conflict" // other requests kept changing the key of an `update(key, fn)`
    | "too-large"
    | "store-failed"
    | "not-json"
    | "headers-sent"
    | "other";
  /** Of a `SessionError`, as in docs/errors.md. `null`: another error. */
  readonly code: string | null;
  readonly message: string;
}

/** What one request did to its session; published once per request that looked at its session or had one. */
export interface RequestEvent {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /**
   * That of the response when the session was saved. Of a commit that failed it is the error's, with which a framework
   * answers unless the app's error handler decides otherwise; with headers that had been sent, what they said.
   */
  readonly status: number;
  /** The session's id at the end of the request, `null` when there is none. */
  readonly id: SessionId | null;
  /** The id at its beginning, when it was another. */
  readonly previousId: SessionId | null;
  readonly outcome: "read" | "created" | "stored" | "rotated" | "touched" | "flushed" | "gone" | "failed" | "not-saved";
  /** `null`: the session was loaded and saved, as far as that was asked for. */
  readonly failure: RequestFailure | null;
  /** The session as the store, or its cookie, had it. `null`: there was none, or nobody looked. */
  readonly loaded: StoredSession | null;
  readonly revision: number | null;
  /** When the session at the end of the request was created. `null`: there is none, or nobody looked. */
  readonly createdAt: number | null;
  /** Whose it is at the end. */
  readonly user: string | null;
  readonly expiryBefore: SessionEnding | null;
  readonly expiryAfter: SessionEnding | null;
  /** The handler looked at the session. */
  readonly accessed: boolean;
  /** Keys read by the handler, in order of first use. */
  readonly read: readonly string[];
  /** Key → JSON text before and after, `null` where absent. */
  readonly changes: ReadonlyMap<string, { readonly before: string | null; readonly after: string | null }>;
  /** All keys that were stored were dropped by `clear()`; those in `changes` among them. */
  readonly cleared: boolean;
  readonly setCookie: "set" | "deleted" | null;
  /** The `Set-Cookie` line, "…" in place of the cookie's value. */
  readonly cookieLine: string | null;
  /** What the store was asked for, in order. */
  readonly storeCalls: readonly StoreCall[];
  /** Milliseconds. */
  readonly loadTime: number;
  readonly commitTime: number;
  /** From opening the session to the end of its commit: the handler's time is part of it, sending the response is not. */
  readonly duration: number;
  readonly at: number;
}

/** A change of a session through the debug endpoint: who asked for it, and what it did. It holds no values. */
export interface PanelEvent {
  /** As in the debug protocol: "session.restore". */
  readonly command: string;
  /** The extension that asked, by its origin; `null`: a caller that is no browser. */
  readonly origin: string | null;
  /** Of the caller's socket: a proxy's, behind one. */
  readonly remoteAddress: string | undefined;
  /** `created`: a new session, by cloning or by restoring one that had ended. */
  readonly outcome: "created" | "stored" | "rotated" | "ended";
  /** The session's id afterwards; `null`: it has ended, or lives in its cookie. */
  readonly id: SessionId | null;
  /** The id before, when it was another. */
  readonly previousId: SessionId | null;
  readonly revision: number | null;
  /** The user it is bound to, before an end. */
  readonly user: string | null;
  /** Names of the keys that were written or deleted. */
  readonly keys: readonly string[];
  readonly at: number;
}

/** A session of another library was adopted: it goes on as one of ours. */
export interface AdoptedEvent {
  readonly library: string;
  /** Of the new session. */
  readonly id: SessionId;
  readonly user: string | null;
}

/** Something went wrong that requests get by without: a cache that does not answer. */
export interface DegradedEvent {
  readonly store: string;
  /** "read the cache" */
  readonly doing: string;
  readonly error: unknown;
}

/** What a span of tracing is about. */
export interface TraceContext {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly store: string;
}

/** Spans of the store's work (`node:diagnostics_channel`'s TracingChannel): `tracing:sessionscope:load:start` and so on. The types of Node 24 and 26 order the parameters differently. */
export const loading = tracingChannel<TraceContext, TraceContext>("sessionscope:load");
export const committing = tracingChannel<TraceContext, TraceContext>("sessionscope:commit");

/** The work as a span. What it answers holds the session key, and stays out: a TracingChannel publishes results. */
export async function asSpan<T>(span: typeof loading, context: TraceContext, work: () => Promise<T>): Promise<T> {
  let answer: T;
  const silent = async () => {
    answer = await work();
  };
  await span.tracePromise(silent, context);
  return answer!;
}

/** `asSpan` for work that needs no waiting. */
export function asSpanNow<T>(span: typeof loading, context: TraceContext, work: () => T): T {
  let answer: T;
  const silent = () => {
    answer = work();
  };
  span.traceSync(silent, context);
  return answer!;
}

export const rejected = channel("sessionscope:rejected");
export const degraded = channel("sessionscope:degraded");
export const sessionAdopted = channel("sessionscope:adopted");
export const requestDone = channel("sessionscope:request");
/** The same, to the debug endpoint: without requests that did not look at their session, which it only counts. */
export const sessionUsed = channel("sessionscope:used");
export const panelChanged = channel("sessionscope:panel");

/** Whether anybody is told what a request does. */
export function isHeard(): boolean {
  return sessionUsed.hasSubscribers || requestDone.hasSubscribers;
}

/** When a measured time begins. 0 without subscribers: only `RequestEvent` tells such times, and reading the clock costs time itself. */
export function startTime(): number {
  return isHeard() ? performance.now() : 0;
}

/** Milliseconds since then. */
export function timeSince(start: number): number {
  return start === 0 ? 0 : performance.now() - start;
}

/** A report is not repeated for this long: a browser goes on sending a dead cookie with every request. */
const quietMs = 60_000;
/** How many reports are remembered. With more of them in a minute, the oldest may be repeated sooner. */
const maxRemembered = 10_000;
const reportedAt = new BoundedMap<string, number>(maxRemembered);

/** `about`: the id or the cookie that was rejected; the same is reported once a minute. */
export function reportRejected(event: RejectedEvent, about: string | undefined = event.id): void {
  if (!rejected.hasSubscribers) return;
  if (about !== undefined && isRepetition(`${event.reason} ${event.store} ${about}`)) return;
  rejected.publish(event);
}

function isRepetition(report: string): boolean {
  const digest = hash("sha256", report, "base64url");
  const now = Date.now();
  const silence = now - (reportedAt.get(digest) ?? Number.NEGATIVE_INFINITY);
  if (silence >= 0 && silence < quietMs) return true;
  reportedAt.set(digest, now);
  return false;
}

export function reportDegraded(event: DegradedEvent): void {
  if (degraded.hasSubscribers) degraded.publish(event);
}
