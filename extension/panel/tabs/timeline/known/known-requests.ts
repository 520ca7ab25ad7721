/** The requests of the timeline, whoever records them: the server, or the panel where the server does not. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { whyNot } from "../../../engine.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Panel, Visit } from "../../../state.ts";
import { createObserved } from "./observed.ts";
import { createOwnSessions, type OwnSessions } from "./own-sessions.ts";
import { createRecorded } from "./recorded.ts";
import type { KnownRequest, RecordFacts, RequestDetail, RequestState, ValueSide } from "./request.ts";
import { createSeenRequests, type SeenRequests } from "./seen-requests.ts";

export interface KnownRequests {
  /** The oldest first. */
  readonly requests: ReadonlySignal<readonly KnownRequest[]>;
  /** null: not read yet. */
  readonly facts: ReadonlySignal<RecordFacts | null>;
  readonly failure: ReadonlySignal<string | null>;
  /** Does the panel record, because the server does not? */
  readonly observed: ReadonlySignal<boolean>;
  /** Of an earlier process nothing can be asked any more. */
  isOfEarlierProcess(process: number): boolean;
  readonly own: OwnSessions;
  readonly seen: SeenRequests;
  pause(paused: boolean): Promise<void>;
  clear(): Promise<void>;
  /** All that is recorded of a request. @throws CallFailed "not-recorded": it was forgotten, or the server has started again */
  detail(request: KnownRequest, at?: Visit): Promise<RequestDetail>;
  /** The session as it was after a request; long values are cut. @throws CallFailed */
  state(request: KnownRequest, at?: Visit): Promise<RequestState>;
  /** A value whole. @throws CallFailed */
  value(request: KnownRequest, key: string, side: ValueSide, at?: Visit): Promise<string>;
}

export function createKnownRequests(panel: Panel, end: AbortSignal): KnownRequests {
  const { text } = panel;
  const records = computed(() => panel.hello.value !== null && whyNot(panel, "timeline.list") === null);
  const observes = computed(() => panel.hello.value !== null && !records.value);
  const recorded = createRecorded(panel, records, end);
  const observed = createObserved(panel, observes, end);
  const requests = computed(() => (observes.value ? observed.requests.value : recorded.requests.value));

  const forgotten = () => new CallFailed("not-recorded", text("timelineForgotten"));
  const restarted = () => new CallFailed("not-recorded", text("timelineRestarted"));
  const demandKept = ({ process }: KnownRequest) => {
    if (process !== recorded.process()) throw restarted();
  };
  /** A failure to find an entry, as a sentence for people. */
  const asked = async <T>(request: KnownRequest, call: () => Promise<T>): Promise<T> => {
    demandKept(request);
    try {
      return await call();
    } catch (error) {
      throw error instanceof CallFailed && error.code === "not-recorded" ? forgotten() : error;
    }
  };

  return {
    requests,
    facts: computed(() =>
      observes.value
        ? { recording: observed.recording.value, withoutSession: 0, dropped: 0, limits: null }
        : recorded.facts.value,
    ),
    failure: computed(() => (observes.value ? null : recorded.failure.value)),
    observed: observes,
    isOfEarlierProcess: (process) => process > 0 && process !== recorded.process(),
    own: createOwnSessions(panel, requests, end),
    seen: createSeenRequests(panel, end),
    async pause(paused) {
      if (observes.peek()) observed.pause(paused);
      else await recorded.pause(paused);
    },
    async clear() {
      if (observes.peek()) observed.clear();
      else await recorded.clear();
    },
    async detail(request, at = panel.visit.peek()) {
      if (observes.peek()) return observed.detail(request.id) ?? Promise.reject(forgotten());
      const detail = await asked(request, () => at.call("timeline.entry", { entry: request.entry }));
      // The numbers begin again with a process, of which the panel may not have heard yet.
      if (detail.summary.at !== request.at) throw restarted();
      return detail;
    },
    async state(request, at = panel.visit.peek()) {
      if (!observes.peek()) return asked(request, () => at.call("timeline.state", { entry: request.entry }));
      return observed.state(request.id) ?? Promise.reject(forgotten());
    },
    async value(request, key, side, at = panel.visit.peek()) {
      if (observes.peek()) throw new CallFailed("not-recorded", text("timelineCutHere"));
      const answer = await asked(request, () => at.call("timeline.value", { entry: request.entry, key, side }));
      return answer.text;
    },
  };
}
