/** An untrusted text, cut where it does not fit, with the full text as its tooltip. */

import type { VNode } from "preact";
import { visible } from "../../json/visible.ts";
import { Visible } from "./visible.tsx";

export const Cut = ({ text, class: extra = "" }: { readonly text: string; readonly class?: string }): VNode => (
  <span class={`cut ${extra}`} title={visible(text)}>
    <Visible text={text} />
  </span>
);
