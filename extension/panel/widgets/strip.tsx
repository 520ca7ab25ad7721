/** The strip under the tabs with a message, and the undo strip above the status line. */

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { Keys } from "./field.tsx";
import { Icon, type IconName } from "./icon.tsx";
import "./strip.css";
import { useText } from "./text.ts";

export interface StripProps {
  readonly kind?: "plain" | "warn";
  readonly icon?: IconName;
  readonly children: ComponentChildren;
}

export const Strip = ({ kind = "plain", icon, children }: StripProps): VNode => (
  <div class={`strip ${kind}`}>
    {icon !== undefined && <Icon name={icon} />}
    {children}
  </div>
);

/** Milliseconds that the undo strip stays. */
const stays = 10_000;

export interface UndoStripProps {
  readonly sentence: string;
  /** Absent for a strip that only informs. */
  readonly undoHint?: string | null;
  readonly failed: boolean;
  onUndo(): void;
  onDismiss(): void;
}

/** Pass a `key` for each sentence, so that each has its own time. Hover or focus stops the clock. */
export function UndoStrip({ sentence, undoHint, failed, onUndo, onDismiss }: UndoStripProps): VNode {
  const text = useText();
  const [held, hold] = useState(false);
  const left = useRef(stays);
  useEffect(() => {
    if (held) return;
    const from = performance.now();
    const timer = setTimeout(onDismiss, left.current);
    return () => {
      clearTimeout(timer);
      left.current -= performance.now() - from;
    };
  }, [held]);
  return (
    <div
      class="undo"
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocusIn={() => hold(true)}
      onFocusOut={() => hold(false)}
    >
      {failed && <Icon name="warning" />}
      <span class="cut grow" title={sentence}>
        {sentence}
      </span>
      {undoHint !== undefined && (
        <>
          <Button label={text("undo")} title={undoHint ?? undefined} onClick={onUndo} />
          <Keys keys="Ctrl+Z" class="not-narrow" />
        </>
      )}
      <Button label={text("dismiss")} icon="close" iconOnly onClick={onDismiss} />
      <div class="clock" />
    </div>
  );
}
