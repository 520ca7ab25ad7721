/** The `RequestEvent` of a request. It is only made when the diagnostics channel has a subscriber. */

import type { RequestEvent } from "../events.ts";
import { endingOf } from "../expiry.ts";
import type { EntryChanges } from "../session/entries.ts";
import type { HandledRequest } from "./commit.ts";
import { failureOf, statusOf } from "./failure.ts";
import type { Saved } from "./saving.ts";

/** A request at its end. If its commit failed early, its changes are not known. */
export type EndedRequest = Pick<HandledRequest, "open" | "source" | "changes">;

/** Whether the request did anything with its session, or failed to. */
export function usedSession({ open, source }: EndedRequest, outcome: RequestEvent["outcome"]): boolean {
  return open.accessed || outcome !== "read" || source.failure !== undefined;
}

/** `error`: with which the commit has failed. */
export function requestEvent(
  { open, source, changes }: EndedRequest,
  outcome: RequestEvent["outcome"],
  saved: Saved | null,
  error: unknown,
): RequestEvent {
  const { exchange, removed } = source;
  const present = open.known ?? null;
  const loaded = present ?? open.ended;
  const stored = loaded?.stored ?? null;
  const id = saved ? saved.id : (present?.id ?? null);
  const before = removed ?? loaded?.id ?? null;
  const unsaved = outcome === "read" || outcome === "not-saved";
  const failed =
    error ?? (unsaved ? (source.failure ?? (exchange.status >= 500 ? open.refused : undefined)) : undefined);
  return {
    requestId: source.requestId,
    method: exchange.method,
    path: exchange.path,
    status: error === undefined || exchange.sent ? exchange.status : statusOf(error),
    id,
    previousId: before === id ? null : before,
    outcome: failed !== undefined && unsaved ? "failed" : outcome,
    failure: failed === undefined ? null : failureOf(failed),
    loaded: stored,
    revision: saved?.revision ?? present?.stored.revision ?? null,
    createdAt: saved?.outcome === "created" ? saved.at : (present?.stored.createdAt ?? null),
    user: open.user === undefined ? (present?.stored.user ?? null) : open.user,
    expiryBefore: stored && endingOf(stored),
    expiryAfter: saved ? { expiry: open.expiry, expiresAt: saved.expiresAt } : present && endingOf(present.stored),
    accessed: open.accessed,
    read: open.reads,
    changes:
      outcome === "flushed" && stored
        ? droppedTexts(stored.entries)
        : textChanges(
            saved?.rewritten?.entries ?? present?.stored.entries ?? nothing,
            saved?.rewritten?.changes ?? changes,
          ),
    cleared: changes.clear,
    setCookie: source.setCookie,
    cookieLine: source.cookieLine,
    storeCalls: source.storeCalls,
    loadTime: source.loadTime,
    commitTime: source.commitTime,
    duration: source.duration,
    at: Date.now(),
  };
}

const nothing: ReadonlyMap<string, string> = new Map();
/** Most requests only read: they share it. */
const noTexts: RequestEvent["changes"] = new Map();

/** The changes of a session that has ended: all that it held is gone. */
export function droppedTexts(stored: ReadonlyMap<string, string>): RequestEvent["changes"] {
  return textChanges(stored, { set: nothing, delete: new Set(), clear: true });
}

/** Key → JSON text before and after, of what is set, deleted or cleared. */
export function textChanges(
  stored: ReadonlyMap<string, string>,
  { set, delete: deleted, clear }: EntryChanges,
): RequestEvent["changes"] {
  if (set.size === 0 && deleted.size === 0 && !clear) return noTexts;
  const changes = new Map<string, { before: string | null; after: string | null }>();
  for (const key of clear ? stored.keys() : deleted) changes.set(key, { before: stored.get(key) ?? null, after: null });
  for (const [key, after] of set) changes.set(key, { before: stored.get(key) ?? null, after });
  return changes;
}
