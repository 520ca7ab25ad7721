/** The status line and its items. */

import type { ComponentChildren, VNode } from "preact";
import "./bar.css";
import { Icon, type IconName } from "./icon.tsx";

export const StatusLine = ({ children }: { children: ComponentChildren }): VNode => (
  <div class="status">{children}</div>
);

export interface StatusItemProps {
  readonly icon?: IconName;
  readonly kind?: "plain" | "warn" | "err" | "dim";
  /** Whether the item is hidden first if there is no space. */
  readonly low?: boolean;
  readonly children: ComponentChildren;
}

const kinds = { plain: "", warn: "c-warn", err: "c-err", dim: "dim" } as const;

export const StatusItem = ({ icon, kind = "plain", low = false, children }: StatusItemProps): VNode => (
  <span class={`it ${kinds[kind]} ${low ? "lo" : ""}`}>
    {icon !== undefined && <Icon name={icon} />}
    {children}
  </span>
);
