/**
 * A bridge behind the debug endpoint: its gate, token, redaction, commands, live stream, record of changes and timeline are
 * those of our own sessions. It starts at once and asks the library nothing; each call asks what it needs.
 */

import type { RequestEvent } from "../../core/events.ts";
import type { DebugEndpoint } from "../../core/exchange.ts";
import { encodeExpiry } from "../../core/expiry.ts";
import { textChanges } from "../../core/request/request-event.ts";
import type { SessionId } from "../../core/session-key.ts";
import { type DebugOptions, parseSettings } from "../../core/settings.ts";
import type { StoredSession } from "../../core/store.ts";
import { createEndpoint, type Recording } from "../../debug/endpoint.ts";
import type { Deed } from "../../debug/timeline/recorded.ts";
import type { Cause } from "../../protocol.ts";
import type { Content, SessionBridge } from "../bridge.ts";
import { bridgedAccess } from "./bridged-access.ts";
import { BridgedSessions } from "./bridged-sessions.ts";
import { bridgedStore } from "./bridged-store.ts";
import { ObservedStates } from "./observed.ts";

/** UTF-16 units of a recorded path. A longer one is cut: people read causes. */
const longestPath = 500;

/** A request of the app, as its changes name it. */
export interface SeenRequest {
  /** As in the header that announces the endpoint. */
  readonly requestId: string;
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  /** When it did what is told, in milliseconds since the epoch. Left out: now. */
  readonly at?: number;
}

/** A session as a request found it or left it. */
export interface SeenSession extends Content {
  readonly id: string;
  /** As `loaded` and `saved` answer it. */
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number | undefined;
  readonly user?: string | undefined;
}

/** What a request did to its session. */
export interface HandledRequest extends SeenRequest {
  readonly status: number;
  /** The session before and after; `null`: there was none. */
  readonly before: SeenSession | null;
  readonly after: SeenSession | null;
  readonly outcome: RequestEvent["outcome"];
  readonly failure?: RequestEvent["failure"];
  readonly setCookie?: RequestEvent["setCookie"];
  /** The `Set-Cookie` line, "…" in place of the cookie's value. */
  readonly cookieLine?: string | null;
  readonly storeCalls?: RequestEvent["storeCalls"];
  /** Milliseconds. */
  readonly loadTime?: number;
  readonly commitTime?: number;
  readonly duration: number;
}

/** The endpoint of a bridge, and what it is to be told of the app's requests. Ids are those of `Held`. */
export interface Inspected {
  readonly endpoint: DebugEndpoint;
  /** A request has loaded this. @returns its revision. */
  loaded(id: string, content: Content, at?: number): number;
  /** A request has saved this, where `before` was (`null`: nothing). @returns its revision. */
  saved(id: string, content: Content, before: Content["entries"] | null, by: SeenRequest): number;
  /** A request has given the session another id. Say so before `saved`. */
  moved(from: string, to: string, by: SeenRequest): void;
  ended(id: string, by: SeenRequest): void;
  /** Enters a request into the timeline. Its changes were told by `saved`, `moved` and `ended`. */
  enterRequest(request: HandledRequest): void;
}

/** @param signal ends the live streams. @throws SettingError when the endpoint must not start as configured. */
export function serveBridge<Ref>(
  bridge: SessionBridge<Ref>,
  debug: DebugOptions = {},
  signal: AbortSignal = new AbortController().signal,
): Inspected {
  const observed = new ObservedStates();
  let recording!: Recording;
  const sessions = new BridgedSessions(bridge, observed, (id) => recording.handleOf(id));
  const endpoint = createEndpoint({
    // The bridge knows the limit, and the cookie is the library's.
    settings: { ...parseSettings({ debug }), maxSize: Number.MAX_SAFE_INTEGER },
    store: bridgedStore(sessions),
    foreign: (given) => {
      recording = given;
      return bridgedAccess(sessions);
    },
    signal,
  });
  const handleOf = (id: string) => recording.handleOf(id as SessionId);
  return {
    endpoint,
    loaded: (id, content, at) => observed.loaded(id, content, at).revision,
    saved(id, content, before, by) {
      const { revision } = observed.now(id, content, by.at);
      const changes = changesBetween(before ?? new Map(), content.entries);
      if (changes.size > 0) recording.record.changed({ handle: handleOf(id), revision, changes, cause: causeOf(by) });
      return revision;
    },
    moved(from, to, by) {
      observed.moved(from, to);
      recording.record.moved(handleOf(from), handleOf(to), causeOf(by));
    },
    ended: (id, by) => recording.record.gone(handleOf(id), causeOf(by)),
    enterRequest: (request) => recording.timeline.record(deedOf(request)),
  };
}

function causeOf({ requestId, method, path, at = Date.now() }: SeenRequest): Cause {
  return { by: "request", method, path: path.slice(0, longestPath), at, request: requestId };
}

function deedOf(request: HandledRequest): Deed {
  const { before, after, outcome } = request;
  const [id, previousId] = [after?.id ?? null, before?.id ?? null];
  return {
    ...request,
    id: id as SessionId | null,
    previousId: (previousId === id ? null : previousId) as SessionId | null,
    loaded: before && storedOf(before),
    revision: after?.revision ?? null,
    createdAt: null,
    user: after?.user ?? null,
    expiryBefore: before && endingOf(before),
    expiryAfter: after && endingOf(after),
    accessed: true,
    read: [],
    changes:
      outcome === "created" || before === null
        ? changesBetween(new Map(), after?.entries ?? new Map())
        : changesBetween(before.entries, after?.entries ?? new Map()),
    cleared: false,
    failure: request.failure ?? null,
    setCookie: request.setCookie ?? null,
    cookieLine: request.cookieLine ?? null,
    storeCalls: request.storeCalls ?? [],
    loadTime: request.loadTime ?? 0,
    commitTime: request.commitTime ?? 0,
    at: request.at ?? Date.now(),
  };
}

function storedOf({ entries, expiry, expiresAt, revision, user }: SeenSession): StoredSession {
  const [createdAt, modifiedAt] = [Number.NaN, Number.NaN];
  const end = expiresAt ?? Number.POSITIVE_INFINITY;
  return { entries, createdAt, modifiedAt, expiresAt: end, expiry: encodeExpiry(expiry), revision, user: user ?? null };
}

const endingOf = ({ expiry, expiresAt }: SeenSession) => ({ expiry, expiresAt: expiresAt ?? Number.POSITIVE_INFINITY });

/** Key → JSON text before and after, of the keys that differ. */
function changesBetween(before: Content["entries"], after: Content["entries"]): RequestEvent["changes"] {
  const set = new Map([...after].filter(([key, text]) => before.get(key) !== text));
  const gone = new Set([...before.keys()].filter((key) => !after.has(key)));
  return textChanges(before, { set, delete: gone, clear: false });
}
