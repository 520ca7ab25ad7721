/** A line to copy, and the button that copies anything. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "./button.tsx";
import "./code-line.css";
import { useText } from "./text.ts";

/** Milliseconds the check stays after copying. */
const copiedFor = 1200;

export interface CopyButtonProps {
  /** What goes to the clipboard; a function where making it costs. */
  readonly value: string | (() => string | Promise<string>);
  /** Default: "Copy". */
  readonly label?: string;
  readonly tabIndex?: number;
}

export function CopyButton({ value, label, tabIndex }: CopyButtonProps): VNode {
  const text = useText();
  const [said, say] = useState<"copied" | "copyFailed" | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => say(null), copiedFor);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof value === "string" ? value : await value());
      say("copied");
    } catch {
      say("copyFailed");
    }
  };
  return (
    <>
      <Button
        label={label ?? text("copy")}
        icon={said === "copied" ? "check" : said === null ? "copy" : "error"}
        iconOnly
        small
        class={said === "copied" ? "copied" : ""}
        tabIndex={tabIndex}
        onClick={(event) => {
          event.stopPropagation();
          void copy();
        }}
      />
      <span class="hid" role="status">
        {said !== null && text(said)}
      </span>
    </>
  );
}

export interface CodeLineProps {
  readonly code: string;
  /** Wraps instead of cutting, where the end is what matters. */
  readonly wrap?: boolean;
}

export const CodeLine = ({ code, wrap = false }: CodeLineProps): VNode => (
  <div class={`codeline ${wrap ? "wrap" : ""}`}>
    <code title={wrap ? undefined : code}>{code}</code>
    <CopyButton value={code} />
  </div>
);
