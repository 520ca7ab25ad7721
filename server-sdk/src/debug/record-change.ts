/** A change by the panel, told to whom it concerns: the timeline with its live streams, and the app on `sessionscope:panel`. */

import { type PanelEvent, panelChanged } from "../core/events.ts";
import type { Change } from "../core/store.ts";
import type { Cause } from "../protocol.ts";
import type { CommandContext } from "./command.ts";
import type { FoundSession } from "./session-access.ts";

type Told = Pick<PanelEvent, "outcome" | "keys">;

export function recordCreated(context: CommandContext, made: FoundSession): void {
  const keys = [...made.stored.entries.keys()];
  const cause = byPanel();
  context.timeline.changed({ handle: made.handle, revision: 1, written: keys, deleted: [], cause });
  publish(context, null, made, { outcome: "created", keys }, cause);
}

export function recordEnded(context: CommandContext, ended: FoundSession): void {
  const cause = byPanel();
  context.timeline.gone(ended.handle, cause);
  publish(context, ended, null, { outcome: "ended", keys: [...ended.stored.entries.keys()] }, cause);
}

/** `after`: what the cookie now leads to; `null` when the change ended the session's life. */
export function recordChanged(
  context: CommandContext,
  before: FoundSession,
  after: FoundSession | null,
  change: Change,
): void {
  if (!after) {
    recordEnded(context, before);
    return;
  }
  const { timeline } = context;
  const cause = byPanel();
  const moved = after.handle !== before.handle;
  if (moved) timeline.moved(before.handle, after.handle, cause);
  const dropped = change.clear ? [...before.stored.entries.keys()].filter((key) => !change.set.has(key)) : [];
  const written = [...change.set.keys()];
  const deleted = [...change.delete, ...dropped];
  timeline.changed({ handle: after.handle, revision: after.stored.revision, written, deleted, cause });
  publish(context, before, after, { outcome: moved ? "rotated" : "stored", keys: [...written, ...deleted] }, cause);
}

function publish(
  { caller }: CommandContext,
  before: FoundSession | null,
  after: FoundSession | null,
  told: Told,
  { at }: Cause,
): void {
  if (!panelChanged.hasSubscribers) return;
  const event: PanelEvent = {
    ...caller,
    ...told,
    id: after?.id ?? null,
    previousId: before?.id === after?.id ? null : (before?.id ?? null),
    revision: after?.stored.revision ?? null,
    user: (after ?? before)?.stored.user ?? null,
    at,
  };
  panelChanged.publish(event);
}

function byPanel(): Cause {
  return { by: "panel", method: "", path: "", at: Date.now() };
}
