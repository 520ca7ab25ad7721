/** A dialog over everything, for what needs no data behind it: the list of shortcuts. */

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

/** Render it while it is open. Focus stays inside, and returns where it was. */
export function Dialog({ title, children, onClose }: DialogProps): VNode {
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current!;
    const before = holderBefore(element);
    element.showModal();
    return () => {
      // While it is open, nothing else can have the focus.
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
        // The backdrop is the dialog itself, outside its box.
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
