/** The strips above and below the tab: waiting edits, and why the session could not be read. */

import type { VNode } from "preact";
import { Button } from "../../../widgets/button.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { count } from "../../../widgets/format.ts";
import { Strip } from "../../../widgets/strip.tsx";
import type { SessionTab } from "../state.ts";

/** Edits that were made while the server was away, or whose session is gone. */
export function WaitingStrip({ tab }: { tab: SessionTab }): VNode | null {
  const { saver, pending, panel, reader } = tab;
  const { text } = panel;
  const { length } = pending.waiting.value;
  if (length === 0 || !panel.connected.value) return null;
  const savable = reader.session.value !== null;
  return (
    <Strip kind="warn" icon="pencil">
      <CutLine>
        <b class="strong">{length === 1 ? text("waitingOne") : text("waitingMany", count(length))}</b>{" "}
        {text(savable ? (length === 1 ? "waitingBackOne" : "waitingBack") : "waitingGone")}
      </CutLine>
      <span class="spacer" />
      <Button small label={text("waitingDiscard")} onClick={() => pending.discard()} />
      {savable && <Button kind="line" small label={text("save")} onClick={() => void saver.saveWaiting()} />}
    </Strip>
  );
}

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
