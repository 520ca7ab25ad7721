/** A panel's command as an entry of the timeline. */

import type { RequestEvent } from "../core/events.ts";
import { endingOf } from "../core/expiry.ts";
import type { CommandContext } from "./command.ts";
import type { NamedSession } from "./session-access.ts";
import type { Deed } from "./timeline/recorded.ts";

interface Done {
  /** The session before and after; `null`: there was none. */
  readonly before: NamedSession | null;
  readonly after: NamedSession | null;
  readonly outcome: Deed["outcome"];
  /** The revision that the command has made. */
  readonly revision: number | null;
  readonly changes: RequestEvent["changes"];
  readonly cleared?: boolean;
  readonly at: number;
}

export function deedOf({ caller, window }: CommandContext, done: Done): Deed {
  const { before, after, outcome, revision, changes, cleared = false, at } = done;
  const id = after?.id ?? null;
  const previousId = before?.id ?? null;
  return {
    command: caller.command,
    window,
    requestId: "",
    method: "",
    path: "",
    status: null,
    id,
    previousId: previousId === id ? null : previousId,
    outcome,
    failure: null,
    loaded: before?.stored ?? null,
    revision,
    createdAt: after?.stored.createdAt ?? null,
    user: after?.stored.user ?? null,
    expiryBefore: before && endingOf(before.stored),
    expiryAfter: after && endingOf(after.stored),
    accessed: true,
    read: [],
    changes,
    cleared,
    setCookie: null,
    cookieLine: null,
    storeCalls: [],
    loadTime: 0,
    commitTime: 0,
    duration: 0,
    at,
  };
}
