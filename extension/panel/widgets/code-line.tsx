/** A line of code to copy, and the copy button. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAnnounce } from "./announce.ts";
import { Button } from "./button.tsx";
import "./code-line.css";
import { useText } from "./text.ts";

/** Milliseconds that the check mark stays after copying. */
const copiedFor = 1200;

export interface CopyButtonProps {
  /** The text for the clipboard; a function if it is expensive to make. */
  readonly value: string | (() => string | Promise<string>);
  /** Default: "Copy". */
  readonly label?: string;
  /** Whether the shown value is masked: the button then says that it copies the whole value. */
  readonly hidden?: boolean;
  readonly tabIndex?: number;
}

export function CopyButton({ value, label, hidden = false, tabIndex }: CopyButtonProps): VNode {
  const text = useText();
  const announce = useAnnounce();
  const [said, say] = useState<"copied" | "copiedHidden" | "copyFailed" | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => say(null), copiedFor);
    return () => clearTimeout(timer);
  }, [said]);
  const tell = (outcome: "copied" | "copiedHidden" | "copyFailed") => {
    say(outcome);
    announce(text(outcome));
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof value === "string" ? value : await value());
      tell(hidden ? "copiedHidden" : "copied");
    } catch {
      tell("copyFailed");
    }
  };
  const done = said === "copied" || said === "copiedHidden";
  const name = label ?? text("copy");
  return (
    <Button
      label={hidden ? text("copyHidden", name) : name}
      icon={done ? "check" : said === null ? "copy" : "error"}
      iconOnly
      small
      class={done ? "copied" : ""}
      tabIndex={tabIndex}
      onClick={(event) => {
        event.stopPropagation();
        void copy();
      }}
    />
  );
}

export interface CodeLineProps {
  readonly code: string;
  /** Whether a long line wraps instead of being cut, because its end matters. */
  readonly wrap?: boolean;
}

export const CodeLine = ({ code, wrap = false }: CodeLineProps): VNode => (
  <div class={`codeline ${wrap ? "wrap" : ""}`}>
    <code title={wrap ? undefined : code}>{code}</code>
    <CopyButton value={code} />
  </div>
);
