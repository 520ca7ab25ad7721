/** The strip below the tab: why the session could not be read. */

import type { VNode } from "preact";
import { Button } from "../../../widgets/button.tsx";
import { Strip } from "../../../widgets/strip.tsx";
import type { SessionTab } from "../state.ts";

export function FailureStrip({ tab }: { tab: SessionTab }): VNode | null {
  const { reader, panel } = tab;
  const { value: failure } = reader.failure;
  if (failure === null || !panel.connected.value) return null;
  return (
    <Strip kind="warn" icon="warning">
      <span class="cut" title={failure}>
        {failure}
      </span>
      <span class="spacer" />
      <Button kind="line" small label={panel.text("awayTry")} onClick={() => void reader.read()} />
    </Strip>
  );
}
