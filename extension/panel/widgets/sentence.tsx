/** A message with an element in it, such as a value in monospace or a countdown. */

import type { ComponentChildren, VNode } from "preact";

/** Pass this as the message's placeholder. The object replacement character survives every browser's i18n; NUL does not in Chromium. */
export const placeholder = "\uFFFC";

export function Sentence({ text, children }: { text: string; children: ComponentChildren }): VNode {
  const [before, after] = text.split(placeholder);
  return (
    <>
      {before}
      {children}
      {after}
    </>
  );
}
