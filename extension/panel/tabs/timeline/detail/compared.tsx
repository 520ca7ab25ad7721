/** Two states side by side, with the way back to A. */

import type { VNode } from "preact";
import { countsRevisions } from "../../../engine.ts";
import { Button } from "../../../widgets/button.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { Diff } from "../../../widgets/diff.tsx";
import { EffectChips } from "../../../widgets/effect-chips.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { duration, milliseconds, moment } from "../../../widgets/format.ts";
import { Icon } from "../../../widgets/icon.tsx";
import type { KnownRequest } from "../known/request.ts";
import type { TimelineState } from "../state.ts";
import { asideOf } from "./revision-aside.ts";

interface Props {
  readonly state: TimelineState;
}

export function Compared({ state }: Props): VNode | null {
  const { panel, comparison, jump } = state;
  const { text } = panel;
  const { a, b, ready, failure, diff, exact } = comparison;
  if (a.value === null || b.value === null) return null;
  const same = a.value === b.value;
  return (
    <>
      <div class="top">
        <Side state={state} letter="A" request={a.value} />
        {!same && (
          <>
            <Icon name="arrow" />
            <Side state={state} letter="B" request={b.value} />
          </>
        )}
        <span class="grow" />
        <Button label={text("timelineSwap")} icon="compare" iconOnly disabled={same} onClick={comparison.swap} />
        <Button label={text("timelineCompareEnd")} keys="Esc" icon="close" iconOnly onClick={comparison.end} />
      </div>
      {same ? (
        <Empty icon="compare" title={text("timelineChooseB")} />
      ) : failure.value !== null ? (
        <Empty icon="info" title={text("timelineCannotCompare")}>
          {failure.value}
        </Empty>
      ) : (
        ready.value && (
          <>
            <div class="request-facts">
              <EffectChips counts={diff.counts.value} tight />
              <Apart state={state} a={a.value} b={b.value} />
              {!exact.value && <span class="c-warn">{text("timelineInexact")}</span>}
            </div>
            <Diff
              state={diff}
              label={text("timelineComparedLabel")}
              rowHeight={panel.options.value.rowHeight}
              before={{ name: "A", ...asideOf(panel, a.value.revision) }}
              after={{ name: "B", ...asideOf(panel, b.value.revision) }}
              onOpen={comparison.loadWhole}
            />
          </>
        )
      )}
      <div class="foot">
        <CutLine class="grow">{jump.hint(a.value)}</CutLine>
        <Button
          kind="line"
          label={text("timelineJumpToA")}
          disabled={!jump.possible(a.value)}
          onClick={() => a.value !== null && void jump.to(a.value)}
        />
      </div>
    </>
  );
}

function Side({
  state,
  letter,
  request,
}: Props & { readonly letter: "A" | "B"; readonly request: KnownRequest }): VNode {
  return (
    <>
      <span class="disc" role="img" aria-label={state.panel.text("timelineState", letter)}>
        {letter}
      </span>
      <span class="cut mono">{state.words.name(request)}</span>
      <span class="dim num not-narrow nb">{moment(request.at, state.panel.clock.peek())}</span>
    </>
  );
}

function Apart({ state, a, b }: Props & { readonly a: KnownRequest; readonly b: KnownRequest }): VNode {
  const { text } = state.panel;
  const apart = Math.abs(b.at - a.at);
  const known = countsRevisions(state.panel.hello.value);
  const revisions = !known || a.revision === null || b.revision === null ? null : Math.abs(b.revision - a.revision);
  return (
    <>
      {revisions !== null && (
        <span>{revisions === 1 ? text("timelineApartOne") : text("timelineApart", `${revisions}`)}</span>
      )}
      <span>{apart < 1000 ? milliseconds(apart) : duration(apart)}</span>
    </>
  );
}
