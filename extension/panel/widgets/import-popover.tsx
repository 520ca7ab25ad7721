/** The popover that takes a text, or a file by its button or dropped on it, and says what it would bring. */

import type { Signal } from "@preact/signals";
import type { ComponentChildren, RefObject, VNode } from "preact";
import { Button } from "./button.tsx";
import { Popover } from "./popover.tsx";
import { useText } from "./text.ts";
import "./transfer-popover.css";

export interface ImportPopoverProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly typed: Signal<string>;
  /** The name of the field, and what it may hold. */
  readonly field: { readonly label: string; readonly hint: string };
  /** The kinds of file to choose from, as in `<input accept>`. */
  readonly accept?: string;
  /** What the text holds. */
  readonly children: ComponentChildren;
  readonly button: string;
  readonly disabled: boolean;
  /** Stores what the text holds. @returns false: not all of it was stored, and the popover stays. */
  onImport(): Promise<boolean>;
  onClose(): void;
}

export function ImportPopover(props: ImportPopoverProps): VNode {
  const { anchor, typed, field, accept, children, button, disabled, onImport, onClose } = props;
  const text = useText();
  const readFile = async (file: File | undefined) => {
    if (file !== undefined) typed.value = await file.text();
  };
  return (
    <Popover anchor={anchor} label={text("cookieImport")} width={520} class="transfer-pop" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void onImport().then((all) => all && onClose());
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void readFile(event.dataTransfer?.files[0]);
        }}
      >
        <h2>{text("cookieImport")}</h2>
        <div class="body">
          <span class="field area mono">
            <textarea
              class="text"
              rows={6}
              aria-label={field.label}
              placeholder={field.hint}
              spellcheck={false}
              value={typed.value}
              onInput={(event) => {
                typed.value = event.currentTarget.value;
              }}
            />
          </span>
          {children}
        </div>
        <div class="ft">
          <label class="btn text-only file">
            <input
              type="file"
              accept={accept}
              class="hid"
              onChange={(event) => void readFile(event.currentTarget.files?.[0])}
            />
            {text("importFile")}
          </label>
          <span class="spacer" />
          <Button label={text("cancel")} onClick={onClose} />
          <Button kind="primary" type="submit" label={button} disabled={disabled} />
        </div>
      </form>
    </Popover>
  );
}
