/** The export of the requests, in a popover. */

import type { RefObject, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { copyText } from "../../../copy.ts";
import { saveAsFile } from "../../../save-as-file.ts";
import * as widget from "../../../widgets/export-popover.tsx";
import { count } from "../../../widgets/format.ts";
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
  const hint = text(timelineExport.format.value === "har" ? "timelineHarHint" : "timelineJsonHint");
  const { value: missing } = timelineExport.missing;
  useEffect(() => timelineExport.gather(), []);
  return (
    <widget.ExportPopover
      anchor={anchor}
      label={text("timelineExport")}
      title={number === 1 ? text("timelineExportOne") : text("timelineExportMany", count(number))}
      format={timelineExport.format.value}
      formats={[
        { value: "json", name: text("formatJson") },
        { value: "har", name: text("timelineHar") },
      ]}
      field={{ label: text("timelineExportText"), text: timelineExport.preview.value }}
      hint={missing === 0 ? hint : `${hint} ${text("timelineExportMissing", count(missing))}`}
      disabled={exported === null}
      onFormat={timelineExport.choose}
      onSave={() => saveAsFile(exported ?? "", timelineExport.fileName.value)}
      onCopy={() => void copyText(panel, exported ?? "")}
      onClose={() => {
        exportOpen.value = false;
      }}
    />
  );
}
