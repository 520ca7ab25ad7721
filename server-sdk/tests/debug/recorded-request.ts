/** A `RequestEvent` as a request of an app publishes it, for tests of what listens. */

import type { RequestEvent } from "../../src/core/events.ts";
import type { SessionId } from "../../src/core/session-key.ts";

/** Key → text before and after. */
export type Texts = Readonly<Record<string, readonly [before: string | null, after: string | null]>>;

export function recordedRequest(more: Partial<RequestEvent> = {}, changes: Texts = {}): RequestEvent {
  return {
    requestId: "r1",
    method: "POST",
    path: "/cart",
    status: 200,
    id: "a" as SessionId,
    previousId: null,
    outcome: "read",
    failure: null,
    loaded: null,
    revision: 2,
    createdAt: 1,
    user: null,
    expiryBefore: null,
    expiryAfter: null,
    accessed: true,
    read: [],
    changes: new Map(Object.entries(changes).map(([key, [before, after]]) => [key, { before, after }])),
    cleared: false,
    setCookie: null,
    cookieLine: null,
    storeCalls: [],
    loadTime: 0,
    commitTime: 0,
    duration: 0,
    at: 1000,
    ...more,
  };
}
