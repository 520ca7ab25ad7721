/** The status line of the tab: how many requests there are, and what came of them. */

import type { VNode } from "preact";
import { bytes, count, shortened } from "../../../widgets/format.ts";
import { StatusItem } from "../../../widgets/status.tsx";
import { unknownWord } from "../list/filter.ts";
import type { TimelineState } from "../state.ts";

/** UTF-16 units of a word of the filter that are shown. */
const longestWord = 20;

export function TimelineStatus({ state: { panel, known, list } }: { readonly state: TimelineState }): VNode {
  const { text } = panel;
  const { all, shown, changes, failed } = list.counts.value;
  const { value: facts } = known.facts;
  const unknown = unknownWord(list.typed.value);
  return (
    <>
      <StatusItem>
        {shown < all
          ? text("timelineShown", count(shown), count(all))
          : text(all === 1 ? "timelineRequest" : "timelineRequests", count(all))}
      </StatusItem>
      {changes > 0 && <StatusItem low>{text("timelineChanged", count(changes))}</StatusItem>}
      {failed > 0 && (
        <StatusItem kind="err" icon="error">
          {text("statusWaiting", count(failed))}
        </StatusItem>
      )}
      {unknown !== null && (
        <StatusItem kind="warn" icon="warning">
          {text("filterNoWord", shortened(unknown, longestWord))}
        </StatusItem>
      )}
      <span class="spacer" />
      {facts !== null && facts.withoutSession > 0 && (
        <span class="not-narrow">
          <StatusItem kind="dim">{text("timelineWithout", count(facts.withoutSession))}</StatusItem>
        </span>
      )}
      {facts?.limits && (
        <span class="only-wide">
          <StatusItem kind="dim">
            {text("timelineHolds", count(facts.limits.entries), bytes(facts.limits.bytes))}
          </StatusItem>
        </span>
      )}
    </>
  );
}
