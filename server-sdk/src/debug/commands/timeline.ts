/** timeline.*: pages through what requests and panels did to sessions. It asks no store, and shows what is hidden elsewhere no more than there. */

import { policyExpiry, type SessionEnding } from "../../core/expiry.ts";
import { type Ending, type RequestSummary, type Side, type TimelineState, valueCap } from "../../protocol.ts";
import type { CommandContext, Handlers } from "../command.ts";
import { CommandError } from "../command-error.ts";
import { known } from "../reading.ts";
import { roundedSize, shownText } from "../shown-text.ts";
import type { Recorded } from "../timeline/recorded.ts";
import { type State, stateAt } from "../timeline/state.ts";
import { summaryOf } from "../timeline/summary.ts";

type TimelineCommand = Extract<keyof Handlers, `timeline.${string}`>;

export const timelineCommands: Pick<Handlers, TimelineCommand> = {
  async "timeline.list"({ before, limit, handle }, { timeline, handleOf }) {
    const entries: RequestSummary[] = [];
    let more = false;
    for (const recorded of timeline.backwards(before)) {
      const summary = summaryOf(recorded, handleOf);
      if (handle !== undefined && handle !== summary.handle && handle !== summary.previousHandle) continue;
      more = entries.length === limit;
      if (more) break;
      entries.push(summary);
    }
    const { recording, withoutSession, dropped, limits } = timeline;
    return {
      entries: entries.reverse(),
      more,
      recording,
      withoutSession,
      dropped,
      limits: { ...limits },
      now: Date.now(),
    };
  },

  async "timeline.entry"({ entry }, context) {
    const recorded = demandEntry(entry, context);
    return {
      summary: summaryOf(recorded, context.handleOf),
      read: [...recorded.read],
      changes: [...recorded.changes]
        .filter(([, { before, after }]) => before !== after || recorded.forgotten !== null)
        .map(([key]) => ({
          key,
          before: sideOf(recorded, key, "before", context),
          after: sideOf(recorded, key, "after", context),
        })),
      expiryBefore: shownEnding(recorded.expiryBefore),
      expiryAfter: shownEnding(recorded.expiryAfter),
      cookieLine: recorded.cookieLine,
      storeCalls: [...recorded.storeCalls],
      message: recorded.failure?.message ?? null,
    };
  },

  async "timeline.value"({ entry, key, side }, context) {
    const recorded = demandEntry(entry, context);
    const state = side === "state" ? stateAfter(recorded, context) : null;
    const text = state ? state.texts.get(key) : side !== "state" && recorded.changes.get(key)?.[side];
    if (typeof text !== "string")
      throw new CommandError("bad-request", `There is no such value of ${JSON.stringify(key)}.`);
    if ((state ?? recorded).forgotten?.has(key)) {
      throw new CommandError("not-recorded", "This value was too long to be kept.");
    }
    return { text: shownText(key, text, Number.POSITIVE_INFINITY, context.redaction).text };
  },

  async "timeline.state"({ entry }, context) {
    const recorded = demandEntry(entry, context);
    const { texts, forgotten, exact } = stateAfter(recorded, context);
    const live = hasSession(recorded);
    const entries = [...texts].map(([key, text]) => ({
      key,
      ...(forgotten.has(key) ? forgottenSide(key, 0, context) : shownText(key, text, valueCap, context.redaction)),
    }));
    return {
      handle: live && recorded.after !== null ? context.handleOf(recorded.after) : null,
      revision: live ? recorded.revision : null,
      expiry: (live && recorded.expiryAfter?.expiry) || policyExpiry,
      user: live ? recorded.user : null,
      size: entries.reduce((size, entry) => size + Buffer.byteLength(entry.key) + entry.size, 0),
      entries,
      exact,
    } satisfies TimelineState;
  },

  async "timeline.pause"({ paused }, { timeline }) {
    timeline.pause(paused);
    return { recording: timeline.recording };
  },

  async "timeline.clear"(_, { timeline }) {
    timeline.clear();
    return {};
  },
};

function demandEntry(entry: number, { timeline }: CommandContext): Recorded {
  const recorded = timeline.get(entry);
  if (recorded) return recorded;
  throw new CommandError(
    "not-recorded",
    `The timeline has no entry ${entry}: it may have been forgotten to make room.`,
  );
}

const shownEnding = (ending: SessionEnding | null): Ending | null =>
  ending && { expiry: ending.expiry, expiresAt: known(ending.expiresAt) };

const nothing: State = { texts: new Map(), forgotten: new Set(), exact: true };

/** A request that met a session which was gone has left none, like one that ended it. */
const hasSession = ({ outcome, after, revision }: Recorded): boolean =>
  outcome !== "gone" && after !== null && revision !== null;

function stateAfter(recorded: Recorded, { timeline, sessions }: CommandContext): State {
  if (!hasSession(recorded)) return nothing;
  const session = timeline.of(recorded.after!);
  return stateAt(recorded.revision!, session.base, session.recorded, sessions.foreign ? "by-clock" : "counted");
}

function sideOf(
  { changes, forgotten }: Recorded,
  key: string,
  side: "before" | "after",
  context: CommandContext,
): Side | null {
  const text = changes.get(key)![side];
  if (text === null) return null;
  const size = forgotten?.get(key)?.[side] ?? null;
  return size === null ? shownText(key, text, valueCap, context.redaction) : forgottenSide(key, size, context);
}

/** Of a text that was too long to be kept. */
function forgottenSide(key: string, size: number, { redaction }: CommandContext): Side {
  const redacted = redaction.hidesName(key);
  return { text: "", size: redacted ? roundedSize(size) : size, truncated: true, redacted };
}
