/** A box to tick, with its label. */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import "./field.css";

export interface CheckProps {
  readonly label: string;
  readonly on: Signal<boolean>;
  readonly title?: string;
  readonly class?: string;
}

export const Check = ({ label, on, title, class: extra = "" }: CheckProps): VNode => (
  <label class={`check ${extra}`} title={title}>
    <input type="checkbox" checked={on.value} onChange={() => flip(on)} />
    {label}
  </label>
);

export const flip = (on: Signal<boolean>): void => {
  on.value = !on.value;
};
