/** The strips that say who records, or that nobody does. */

import type { VNode } from "preact";
import { visible } from "../../../../json/visible.ts";
import { Button } from "../../../widgets/button.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { Strip } from "../../../widgets/strip.tsx";
import type { TimelineState } from "../state.ts";

export function RecorderStrip({ state: { panel, known, recorder } }: { readonly state: TimelineState }): VNode | null {
  const { text } = panel;
  const { value: facts } = known.facts;
  const { value: failure } = known.failure;
  if (failure !== null) {
    return (
      <Strip kind="warn" icon="warning">
        <CutLine class="grow">{failure}</CutLine>
      </Strip>
    );
  }
  if (facts?.recording === false) {
    return (
      <Strip icon="info">
        <CutLine class="grow">{text("timelinePaused")}</CutLine>
        <Button kind="line" small label={text("timelineResume")} onClick={() => void recorder.toggle()} />
      </Strip>
    );
  }
  if (!known.observed.value) return null;
  return (
    <Strip icon="info">
      <CutLine class="grow">
        {visible(panel.hello.value?.engine?.cannot?.["timeline.list"] ?? "")} {text("timelineObserved")}
      </CutLine>
    </Strip>
  );
}
