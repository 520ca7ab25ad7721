/** The export of the cookies, in a popover. */

import type { RefObject, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { formats } from "../../../../cookies/formats.ts";
import { saveAsFile } from "../../../save-as-file.ts";
import * as widget from "../../../widgets/export-popover.tsx";
import type { CookiesState } from "../state.ts";
import { createCookieExport } from "../transfer/cookie-export.ts";

interface Props {
  readonly state: CookiesState;
  readonly anchor: RefObject<HTMLElement | null>;
}

export function ExportPopover({ state, anchor }: Props): VNode {
  const { panel, known, list, masking, transferOpen } = state;
  const cookieExport = useMemo(() => createCookieExport(panel, known, list, masking), [state]);
  const { text } = panel;
  const { value: format } = cookieExport.format;
  const { value: exported } = cookieExport.text;
  const { value: masked } = cookieExport.masked;
  const { value: count } = cookieExport.count;
  const hidden = masked.length === 1 ? text("exportMaskedOne") : text("exportMasked", `${masked.length}`);
  return (
    <widget.ExportPopover
      anchor={anchor}
      label={text("cookieExport")}
      title={count === 1 ? text("exportTitleOne") : text("exportTitle", `${count}`)}
      format={format.name}
      formats={formats.map(({ name, title }) => ({ value: name, name: text(title) }))}
      field={{ label: text("exportText"), text: cookieExport.preview.value }}
      hint={masked.length === 0 ? text(format.exportHint) : `${text(format.exportHint)} ${hidden}`}
      disabled={count === 0}
      onFormat={cookieExport.choose}
      onSave={() => saveAsFile(exported, cookieExport.fileName.value)}
      onCopy={() => void state.copy(exported, masked)}
      onClose={() => {
        transferOpen.value = null;
      }}
    />
  );
}
