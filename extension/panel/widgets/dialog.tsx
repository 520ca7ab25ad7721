/** A modal dialog, for content that does not refer to the data behind it: the list of shortcuts. */

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "./button.tsx";
import { giveBack, holderBefore } from "./focus.ts";
import "./popover.css";
import { useText } from "./text.ts";

export interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  onClose(): void;
}

/** Render it while it is open. The focus stays inside, and returns to its earlier element. */
export function Dialog({ title, children, onClose }: DialogProps): VNode {
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current!;
    const before = holderBefore(element);
    element.showModal();
    return () => {
      // While the dialog is open, no other element can have the focus.
      element.close();
      giveBack(before);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="pop dialog"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // A click on the backdrop is a click on the dialog element, outside its box.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <header>
        <h2 class="grow strong">{title}</h2>
        <Button label={text("close")} keys="Esc" icon="close" iconOnly onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}
