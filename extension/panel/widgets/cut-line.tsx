/** A line that ends in "…" where it does not fit, with the full text as its tooltip. */

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  readonly id?: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function CutLine({ id, class: extra = "", children }: Props): VNode {
  const line = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    line.current!.title = line.current!.textContent;
  });
  return (
    <span ref={line} id={id} class={`cut ${extra}`}>
      {children}
    </span>
  );
}
