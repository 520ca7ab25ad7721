/** The state of the Timeline tab, built from what is known to what can be done; each part takes only what exists. */

import type { ReadonlySignal } from "@preact/signals";
import { type Signal, signal } from "@preact/signals";
import type { Link } from "../../links.ts";
import type { Panel } from "../../state.ts";
import { jumps } from "../../widgets/diff.tsx";
import { createSplit, type SplitState, showDetail } from "../../widgets/split.tsx";
import { createJump, type Jump } from "./jump/jump.ts";
import { createKnownRequests, type KnownRequests } from "./known/known-requests.ts";
import { createRecorder, type Recorder } from "./known/recorder.ts";
import { createRequestList, type RequestList } from "./list/request-list.ts";
import { createRequestWords, type RequestWords } from "./list/request-words.ts";
import { type Comparison, createComparison } from "./shown/comparison.ts";
import { createDifference, type Difference } from "./shown/difference.ts";
import { createShownRequest, type ShownRequest } from "./shown/shown-request.ts";
import { createWholeValues } from "./shown/whole-values.ts";
import { createTimelineExport, type TimelineExport } from "./transfer/timeline-export.ts";

export interface TimelineState {
  readonly panel: Panel;
  readonly known: KnownRequests;
  readonly recorder: Recorder;
  readonly words: RequestWords;
  readonly list: RequestList;
  readonly shown: ReadonlySignal<ShownRequest | null>;
  readonly difference: Difference;
  readonly comparison: Comparison;
  readonly jump: Jump;
  readonly timelineExport: TimelineExport;
  readonly exportOpen: Signal<boolean>;
  readonly split: SplitState;
  /** The keyboard shortcuts of the tab. @returns true: the key is one of them. */
  onKey(event: KeyboardEvent): boolean;
  /** Shows the request that a link is about. */
  show(what: Link["what"]): void;
}

export function createTimeline(panel: Panel, end: AbortSignal): TimelineState {
  const known = createKnownRequests(panel, end);
  const recorder = createRecorder(panel, known);
  const words = createRequestWords(panel, known.requests);
  const list = createRequestList(panel, known, end);
  const split = createSplit(panel.remember, "timeline");
  const wholes = createWholeValues(panel, known);
  const shown = createShownRequest(panel, known, list.table.current, end);
  const difference = createDifference(shown, wholes);
  const comparison = createComparison(known, list.table, wholes, end);
  return {
    panel,
    known,
    recorder,
    words,
    list,
    shown,
    difference,
    comparison,
    jump: createJump(panel, known, words),
    timelineExport: createTimelineExport(panel, known, list),
    exportOpen: signal(false),
    split,
    onKey(event) {
      const command = event.ctrlKey || event.metaKey;
      const { diff } = comparison.a.peek() === null ? difference : comparison;
      if (command && event.key === "e") void recorder.toggle();
      else if (!command && jumps(event, diff)) return true;
      else return false;
      return true;
    },
    show: ({ cause, key }) => void list.showWhenKnown(cause, key, () => showDetail(split, true)),
  };
}
