/** The strips of the tab: how far a long command is, that the store is searched, and why it could not be read. */

import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { visible } from "../../../../json/visible.ts";
import { Meter } from "../../../widgets/badge.tsx";
import { Button } from "../../../widgets/button.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { count, duration } from "../../../widgets/format.ts";
import { Strip } from "../../../widgets/strip.tsx";
import { clearedAtOnce, type Progress } from "../commands/command-context.ts";
import type { StoreState } from "../state.ts";

interface Props {
  readonly state: StoreState;
}

export function ProgressStrip({ state }: Props): VNode | null {
  const { panel, commands } = state;
  const { text } = panel;
  const { value: progress } = commands.progress;
  const what = progress?.what ?? null;
  const title = what === null ? "" : text(what === "clear" ? "storeClearing" : "storeDeleting");
  // Announced once, not with each step.
  useEffect(() => {
    if (title !== "") panel.announce(title);
  }, [title]);
  if (progress === null) return null;
  const { done, of } = progress;
  const says = of === null ? text("storeSoFar", count(done)) : text("storeSoFarOf", count(done), count(of));
  const left = timeLeft(progress);
  return (
    <Strip>
      <span class="nb">{title}</span>
      <CutLine class="sub num">{says}</CutLine>
      {what === "clear" && <span class="dim num nb not-narrow">{text("storeAtOnce", count(clearedAtOnce))}</span>}
      <span class="spacer" />
      {left !== null && <span class="dim num nb not-narrow">{text("storeTimeLeft", duration(left))}</span>}
      <Button kind="line" small label={text("stop")} onClick={commands.stop} />
      {of !== null && of > 0 && <Meter label={title} value={done / of} says={says} />}
    </Strip>
  );
}

/** Milliseconds until the rest is done, at the speed so far; null: nothing is known of it. */
function timeLeft({ done, of, tookMs }: Progress): number | null {
  if (of === null || done === 0 || done >= of) return null;
  return ((of - done) * tookMs) / done;
}

/** Rare sessions take time to find. */
export function SearchStrip({ state: { panel, list } }: Props): VNode | null {
  const { text } = panel;
  const { pages } = list;
  if (!pages.slow.value || !list.filtering.value) return null;
  return (
    <Strip>
      <span class="nb">{text("storeSearching")}</span>
      <CutLine class="sub num">{text("storeFoundSoFar", count(pages.rows.value.length))}</CutLine>
      <span class="spacer" />
      <Button kind="line" small label={text("stop")} onClick={pages.stop} />
    </Strip>
  );
}

export function FailureStrip({ state: { panel, list } }: Props): VNode | null {
  const { value: failure } = list.pages.failure;
  if (failure === null || !panel.connected.value) return null;
  return (
    <Strip kind="warn" icon="warning">
      <Cut text={visible(failure)} />
      <span class="spacer" />
      <Button kind="line" small label={panel.text("awayTry")} onClick={() => void list.pages.again()} />
    </Strip>
  );
}
