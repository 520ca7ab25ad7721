/** Records a write by a panel, and publishes it to the app on the channel `sessionscope:panel`. */

import { type PanelEvent, panelChanged } from "../core/events.ts";
import { droppedTexts, textChanges } from "../core/request/request-event.ts";
import type { SessionId } from "../core/session-key.ts";
import type { Change } from "../core/store.ts";
import type { Cause } from "../protocol.ts";
import type { CommandContext } from "./command.ts";
import { deedOf } from "./panel-deed.ts";
import type { NamedSession } from "./session-access.ts";

/** Commands that remove a session. Others let its time come. */
const deletes = /^session\.flush$|^store\.delete/;

type Told = Pick<PanelEvent, "outcome" | "keys" | "revision">;

export function recordCreated(context: CommandContext, made: NamedSession): void {
  const { entries } = made.stored;
  const keys = [...entries.keys()];
  const cause = byPanel(context);
  const changes = textChanges(new Map(), { set: entries, delete: new Set(), clear: false });
  const { revision } = made.stored;
  context.record.changed({ handle: made.handle, revision, changes, cause });
  const done = { before: null, after: made, outcome: "created", revision, changes, at: cause.at } as const;
  context.timeline.record(deedOf(context, done));
  publish(context, null, made, { outcome: "created", keys, revision }, cause);
}

export function recordEnded(context: CommandContext, ended: NamedSession): void {
  const cause = byPanel(context);
  context.record.gone(ended.handle, cause);
  const outcome = deletes.test(context.caller.command) ? "flushed" : "expired";
  const changes = droppedTexts(ended.stored.entries);
  const done = { before: ended, after: null, outcome, revision: null, changes, at: cause.at } as const;
  context.timeline.record(deedOf(context, done));
  const keys = [...ended.stored.entries.keys()];
  publish(context, ended, null, { outcome: "ended", keys, revision: null }, cause);
}

export function recordChanged(
  context: CommandContext,
  before: NamedSession,
  { found: after, revision }: { readonly found: NamedSession | null; readonly revision: number },
  change: Change,
): void {
  if (!after) {
    recordEnded(context, before);
    return;
  }
  const { record, timeline } = context;
  const cause = byPanel(context);
  const moved = after.handle !== before.handle;
  if (moved) record.moved(before.handle, after.handle, cause);
  const changes = textChanges(before.stored.entries, change);
  record.changed({ handle: after.handle, revision, changes, cause });
  const outcome = moved ? "rotated" : "stored";
  const { clear: cleared } = change;
  timeline.record(deedOf(context, { before, after, outcome, revision, changes, cleared, at: cause.at }));
  const keys = [...new Set([...change.set.keys(), ...changes.keys()])];
  publish(context, before, after, { outcome, keys, revision }, cause);
}

function publish(
  { caller, sessions }: CommandContext,
  before: NamedSession | null,
  after: NamedSession | null,
  told: Told,
  { at }: Cause,
): void {
  if (!panelChanged.hasSubscribers) return;
  // The id of another library's session may be the secret of its cookie.
  const idOf = (one: NamedSession | null) => (sessions.foreign ? (one?.handle as SessionId) : one?.id) ?? null;
  const event: PanelEvent = {
    ...caller,
    ...told,
    id: idOf(after),
    previousId: idOf(before) === idOf(after) ? null : idOf(before),
    user: (after ?? before)?.stored.user ?? null,
    at,
  };
  panelChanged.publish(event);
}

function byPanel({ window }: CommandContext): Cause {
  return { by: "panel", method: "", path: "", at: Date.now(), ...(window !== undefined && { window }) };
}
