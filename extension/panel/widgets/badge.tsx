/** Badges for a fact or a verdict, and meters for how full something is. Never clickable. */

import type { ComponentChildren, VNode } from "preact";
import "./badge.css";
import { Icon, type IconName } from "./icon.tsx";

export interface BadgeProps {
  /** Default: a fact. `out`: outlined. */
  readonly kind?: "plain" | "accent" | "ok" | "warn" | "err" | "chg" | "out";
  readonly icon?: IconName;
  readonly title?: string;
  readonly children: ComponentChildren;
}

export const Badge = ({ kind = "plain", icon, title, children }: BadgeProps): VNode => (
  <span class={`badge ${kind}`} title={title}>
    {icon !== undefined && <Icon name={icon} />}
    {children}
  </span>
);

export interface MeterProps {
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
  /** The value in words: "1.9 kB of 64 kB". */
  readonly says: string;
  readonly kind?: "accent" | "plain" | "warn" | "err";
}

export const Meter = ({ label, value, says, kind = "accent" }: MeterProps): VNode => {
  const percent = Math.round(Math.min(Math.max(value, 0), 1) * 1000) / 10;
  return (
    // biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn 2 px high in both browsers
    <div
      class={`meter is-${kind}`}
      role="meter"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={says}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  );
};
