/** The toolbar of the lab, and the head of each half. */

import type { ComponentChildren, VNode } from "preact";
import { Button } from "../../../widgets/button.tsx";
import { MenuButton } from "../../../widgets/menu.tsx";
import { Separator, Toolbar } from "../../../widgets/toolbar.tsx";
import type { Half } from "../run/lab-runner.ts";
import type { LabState } from "../state.ts";

export function LabToolbar({ state }: { readonly state: LabState }): VNode {
  const { text } = state.panel;
  const runs = state.runner.running.value !== null;
  return (
    <Toolbar label={text("cookieLab")}>
      <Button
        kind="primary"
        icon={runs ? "stop" : "play"}
        label={text(runs ? "stop" : "labRunBoth")}
        disabled={!runs && !state.ready.value}
        onClick={() => state.runOrStop(["test", "matrix"])}
      />
      <Separator />
      <MenuButton
        label={text("labReport")}
        icon="copy"
        items={() => [
          { name: text("labReportMarkdown"), onSelect: () => void state.copyReport("markdown") },
          { name: text("labReportJson"), onSelect: () => void state.copyReport("json") },
        ]}
      />
      <span class="spacer" />
      <span class="dim cut not-narrow">{text("labNames")}</span>
    </Toolbar>
  );
}

interface HalfHeadProps {
  readonly state: LabState;
  readonly half: Half;
  readonly title: string;
  /** Name of the button that runs the half. */
  readonly run: string;
  readonly children: ComponentChildren;
}

/** The title of a half, its outcome as badges, and the button that runs it alone. */
export function HalfHead({ state, half, title, run, children }: HalfHeadProps): VNode {
  return (
    <div class="caption">
      <h2>{title}</h2>
      {children}
      <span class="spacer" />
      <Button label={run} icon="play" iconOnly disabled={!state.ready.value} onClick={() => state.runOrStop([half])} />
    </div>
  );
}
