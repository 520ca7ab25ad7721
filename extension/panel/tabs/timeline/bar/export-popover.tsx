/** The popover with the text of the export, to be copied or saved as a file. */

import { useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { copyText } from "../../../copy.ts";
import { saveAsFile } from "../../../save-as-file.ts";
import { Button } from "../../../widgets/button.tsx";
import { Segments } from "../../../widgets/field.tsx";
import { count } from "../../../widgets/format.ts";
import { Popover } from "../../../widgets/popover.tsx";
import type { TimelineState } from "../state.ts";

interface Props {
  readonly state: TimelineState;
  readonly anchor: RefObject<HTMLElement | null>;
}

export function ExportPopover({ state, anchor }: Props): VNode {
  const { timelineExport, panel, exportOpen } = state;
  const { text } = panel;
  const { value: exported } = timelineExport.text;
  const { value: number } = timelineExport.count;
  const copied = useSignal(false);
  useEffect(() => timelineExport.gather(), []);
  const close = () => {
    exportOpen.value = false;
  };
  return (
    <Popover anchor={anchor} label={text("timelineExport")} width={520} class="export-pop" onClose={close}>
      <h2>{number === 1 ? text("timelineExportOne") : text("timelineExportMany", count(number))}</h2>
      <div class="body">
        <Segments
          label={text("exportFormat")}
          value={timelineExport.format.value}
          choices={[
            { value: "json", name: text("formatJson") },
            { value: "har", name: text("timelineHar") },
          ]}
          onChange={(format) => {
            copied.value = false;
            timelineExport.choose(format);
          }}
        />
        <span class="field area mono">
          <textarea
            class="text"
            rows={10}
            readOnly
            aria-label={text("timelineExportText")}
            value={timelineExport.preview.value}
          />
        </span>
        <p class="hint">
          {text(timelineExport.format.value === "har" ? "timelineHarHint" : "timelineJsonHint")}
          {timelineExport.missing.value > 0 && ` ${text("timelineExportMissing", count(timelineExport.missing.value))}`}
        </p>
      </div>
      <div class="ft">
        <Button
          label={text("exportSave")}
          icon="download"
          disabled={exported === null}
          onClick={() => saveAsFile(exported ?? "", timelineExport.fileName.value)}
        />
        <Button
          kind="primary"
          label={text(copied.value ? "copied" : "copy")}
          disabled={exported === null}
          onClick={() => {
            copied.value = true;
            void copyText(panel, exported ?? "");
          }}
        />
      </div>
    </Popover>
  );
}
