/** The popover with the text of the export, to be copied or saved as a file. */

import { useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { formats } from "../../../../cookies/formats.ts";
import { saveAsFile } from "../../../save-as-file.ts";
import { Button } from "../../../widgets/button.tsx";
import { Segments } from "../../../widgets/field.tsx";
import { Popover } from "../../../widgets/popover.tsx";
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
  const copied = useSignal(false);
  const close = () => {
    transferOpen.value = null;
  };
  return (
    <Popover anchor={anchor} label={text("cookieExport")} width={520} class="cookie-pop" onClose={close}>
      <h2>{count === 1 ? text("exportTitleOne") : text("exportTitle", `${count}`)}</h2>
      <div class="body">
        <Segments
          label={text("exportFormat")}
          value={format.name}
          choices={formats.map(({ name, title }) => ({ value: name, name: text(title) }))}
          onChange={(name) => {
            copied.value = false;
            cookieExport.choose(name);
          }}
        />
        <span class="field area mono">
          <textarea
            class="text"
            rows={10}
            readOnly
            aria-label={text("exportText")}
            value={cookieExport.preview.value}
          />
        </span>
        <p class="hint">
          {text(format.exportHint)}
          {masked.length > 0 &&
            ` ${masked.length === 1 ? text("exportMaskedOne") : text("exportMasked", `${masked.length}`)}`}
        </p>
      </div>
      <div class="ft">
        <Button
          label={text("exportSave")}
          icon="download"
          disabled={count === 0}
          onClick={() => saveAsFile(exported, cookieExport.fileName.value)}
        />
        <Button
          kind="primary"
          label={text(copied.value ? "copied" : "copy")}
          disabled={count === 0}
          onClick={() => {
            copied.value = true;
            void state.copy(exported, masked);
          }}
        />
      </div>
    </Popover>
  );
}
