/** Puts the session back into the state after a request, as a step that can be undone. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { countsRevisions, whyNot } from "../../../engine.ts";
import { keepBefore } from "../../../snapshots/automatic.ts";
import { restore, whole } from "../../../snapshots/restore.ts";
import type { Snapshot } from "../../../snapshots/snapshot.ts";
import type { Panel, Visit } from "../../../state.ts";
import { count } from "../../../widgets/format.ts";
import type { KnownRequests } from "../known/known-requests.ts";
import type { KnownRequest } from "../known/request.ts";
import type { RequestWords } from "../list/request-words.ts";

export interface Jump {
  /** A jump is under way: another is not begun. */
  readonly busy: ReadonlySignal<boolean>;
  /** Is there a state to go back to? */
  possible(request: KnownRequest): boolean;
  /** What a jump does, or why there is none. */
  hint(request: KnownRequest): string;
  to(request: KnownRequest): Promise<void>;
}

export function createJump(panel: Panel, known: KnownRequests, words: RequestWords): Jump {
  const { text, undo, connected } = panel;
  const busy = signal(false);
  const leftSession = ({ revision, outcome }: KnownRequest) =>
    revision !== null && outcome !== "flushed" && outcome !== "gone" && outcome !== "expired";

  const jump = async (request: KnownRequest, at: Visit) => {
    const { snapshot, exact } = await stateAfter(known, request, at);
    const name = words.name(request);
    let userBefore = snapshot.user;
    const sentence = (revision: number) => {
      const { hidden, user } = snapshot;
      return [
        countsRevisions(panel.hello.peek())
          ? text("timelineJumped", name, `${revision}`)
          : text("timelineJumpedPlain", name),
        user !== userBefore && (user === null ? text("timelineJumpNoUser") : text("timelineJumpUser", user)),
        hidden > 0 && text(hidden === 1 ? "timelineHiddenKeepOne" : "timelineHiddenKeep", count(hidden)),
        !exact && text("timelineInexact"),
      ]
        .filter(Boolean)
        .join(" ");
    };
    await restore(
      panel,
      snapshot,
      whole,
      {
        name: text("timelineJumpName", name),
        done: sentence,
        before: (taken) => {
          userBefore = taken.snapshot.user;
          return keepBefore(panel, "jump", taken.snapshot, at);
        },
      },
      at,
    );
  };

  return {
    busy,
    possible: (request) =>
      connected.value &&
      !busy.value &&
      whyNot(panel, "session.restore") === null &&
      leftSession(request) &&
      !known.isOfEarlierProcess(request.process),
    hint(request) {
      const lacks = whyNot(panel, "session.restore");
      if (lacks !== null) return lacks;
      if (known.isOfEarlierProcess(request.process)) return text("timelineRestarted");
      if (!leftSession(request)) return text("timelineJumpNowhere");
      return text(countsRevisions(panel.hello.value) ? "timelineJumpFoot" : "timelineJumpFootPlain");
    },
    async to(request) {
      if (busy.peek()) return;
      busy.value = true;
      try {
        await jump(request, panel.visit.peek());
      } catch (error) {
        undo.tell((error as Error).message, true);
      } finally {
        busy.value = false;
      }
    },
  };
}

/** Loads whole what is cut. @throws CallFailed, also where the server has started again meanwhile */
async function stateAfter(
  known: KnownRequests,
  request: KnownRequest,
  at: Visit,
): Promise<{ readonly snapshot: Snapshot; readonly exact: boolean }> {
  const { entries, expiry, user, exact } = await known.state(request, at);
  const shown = entries.filter(({ redacted }) => !redacted);
  const texts: [string, string][] = [];
  for (const { key, text, truncated } of shown) {
    texts.push([key, truncated ? await known.value(request, key, "state", at) : text]);
  }
  // Last, for it tells whether the server still means this request by its number, and so has until now.
  await known.detail(request, at);
  const snapshot = { entries: Object.fromEntries(texts), expiry, user, hidden: entries.length - shown.length };
  return { snapshot, exact };
}
