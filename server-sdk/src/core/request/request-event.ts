/** The `RequestEvent` of a request. It is only made when the diagnostics channel has a subscriber. */

import type { RequestEvent } from "../events.ts";
import type { EntryChanges } from "../session/entries.ts";
import type { HandledRequest } from "./commit.ts";
import type { Saved } from "./saving.ts";

export function requestEvent(
  { open, source, changes }: HandledRequest,
  outcome: RequestEvent["outcome"],
  saved: Saved | null,
  commitTime: number,
): RequestEvent {
  const { exchange, requestId, removed, setCookie, loadTime } = source;
  const loaded = open.known;
  const loadedId = loaded?.id ?? null;
  const id = saved ? saved.id : loadedId;
  const before = removed ?? loadedId;
  return {
    requestId,
    method: exchange.method,
    path: exchange.path,
    status: exchange.status,
    id,
    previousId: before === id ? null : before,
    outcome,
    revision: saved?.revision ?? loaded?.stored.revision ?? null,
    read: [...(open.reads ?? [])],
    changes: textChanges(loaded?.stored.entries ?? new Map(), changes),
    setCookie,
    loadTime,
    commitTime,
    at: Date.now(),
  };
}

/** Key → JSON text before and after, of what is set, deleted or cleared. */
export function textChanges(
  stored: ReadonlyMap<string, string>,
  { set, delete: deleted, clear }: EntryChanges,
): RequestEvent["changes"] {
  const changes = new Map<string, { before: string | null; after: string | null }>();
  for (const key of clear ? stored.keys() : deleted) changes.set(key, { before: stored.get(key) ?? null, after: null });
  for (const [key, after] of set) changes.set(key, { before: stored.get(key) ?? null, after });
  return changes;
}
