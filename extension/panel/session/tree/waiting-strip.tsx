/** The strip that says which edits wait, and offers to save them. */

import type { VNode } from "preact";
import { Button } from "../../widgets/button.tsx";
import { CutLine } from "../../widgets/cut-line.tsx";
import { count } from "../../widgets/format.ts";
import { Strip } from "../../widgets/strip.tsx";
import type { ShownSession } from "../shown-session.ts";

/** Edits that were made while the server was away, or whose session is gone. */
export function WaitingStrip({ shown }: { readonly shown: ShownSession }): VNode | null {
  const { saver, pending, panel, reader } = shown;
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
