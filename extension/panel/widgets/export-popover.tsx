/** The popover with the text of an export, to be copied or saved as a file. */

import { useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { Button } from "./button.tsx";
import { Segments } from "./field.tsx";
import { Popover } from "./popover.tsx";
import { useText } from "./text.ts";
import "./transfer-popover.css";

export interface ExportPopoverProps<Format extends string> {
  readonly anchor: RefObject<HTMLElement | null>;
  /** The popover's name, and what it exports. */
  readonly label: string;
  readonly title: string;
  readonly format: Format;
  readonly formats: readonly { readonly value: Format; readonly name: string }[];
  /** The name of the field, and its text: the beginning of a long one. */
  readonly field: { readonly label: string; readonly text: string };
  readonly hint: string;
  /** There is nothing to export. */
  readonly disabled: boolean;
  onFormat(format: Format): void;
  onSave(): void;
  onCopy(): void;
  onClose(): void;
}

export function ExportPopover<Format extends string>(props: ExportPopoverProps<Format>): VNode {
  const { anchor, label, title, format, formats, field, hint, disabled, onFormat, onSave, onCopy, onClose } = props;
  const text = useText();
  const copied = useSignal(false);
  return (
    <Popover anchor={anchor} label={label} width={520} class="transfer-pop" onClose={onClose}>
      <h2>{title}</h2>
      <div class="body">
        <Segments
          label={text("exportFormat")}
          value={format}
          choices={formats}
          onChange={(chosen) => {
            copied.value = false;
            onFormat(chosen);
          }}
        />
        <span class="field area mono">
          <textarea class="text" rows={10} readOnly aria-label={field.label} value={field.text} />
        </span>
        <p class="hint">{hint}</p>
      </div>
      <div class="ft">
        <Button label={text("exportSave")} icon="download" disabled={disabled} onClick={onSave} />
        <Button
          kind="primary"
          label={text(copied.value ? "copied" : "copy")}
          disabled={disabled}
          onClick={() => {
            copied.value = true;
            onCopy();
          }}
        />
      </div>
    </Popover>
  );
}
