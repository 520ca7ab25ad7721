/** How many keys were added, changed and removed, in three fixed places. A zero is a dot, so columns align. */

import type { VNode } from "preact";
import type { KeyCounts } from "./diff-signs.ts";
import "./effect-chips.css";
import { count } from "./format.ts";
import { useText } from "./text.ts";

export interface EffectChipsProps {
  readonly counts: KeyCounts;
  /** Leaves zeros out: there is no column to align with. */
  readonly tight?: boolean;
}

export function EffectChips({ counts, tight = false }: EffectChipsProps): VNode | null {
  const text = useText();
  const { added, changed, removed } = counts;
  if (tight && added + changed + removed === 0) return null;
  const name = text("effect", count(added), count(changed), count(removed));
  return (
    <span class={`effect ${tight ? "is-tight" : ""}`} role="img" aria-label={name} title={name}>
      <Chip sign="+" number={added} class="is-added" tight={tight} />
      <Chip sign="~" number={changed} class="is-changed" tight={tight} />
      <Chip sign="−" number={removed} class="is-removed" tight={tight} />
    </span>
  );
}

interface ChipProps {
  readonly sign: string;
  readonly number: number;
  readonly class: string;
  readonly tight: boolean;
}

function Chip({ sign, number, class: kind, tight }: ChipProps): VNode | null {
  if (number === 0) return tight ? null : <span class="none">·</span>;
  return <span class={`chip ${kind}`}>{`${sign}${count(number)}`}</span>;
}
