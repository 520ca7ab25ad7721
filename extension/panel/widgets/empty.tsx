/** The empty state in place of data: one sentence, one line to paste, one action. */

import type { ComponentChildren, VNode } from "preact";
import { CodeLine } from "./code-line.tsx";
import "./empty.css";
import { Icon, type IconName } from "./icon.tsx";

export interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  /** The sentence of the state. */
  readonly children?: ComponentChildren;
  /** A line to paste, or what stands in its place. */
  readonly code?: string | VNode;
  /** Buttons and fields. */
  readonly actions?: ComponentChildren;
}

export const Empty = ({ icon, title, children, code, actions }: EmptyProps): VNode => (
  <div class="empty" data-pane>
    <Icon name={icon} />
    <h2>{title}</h2>
    {children !== undefined && <p>{children}</p>}
    {typeof code === "string" ? <CodeLine code={code} /> : code}
    {actions !== undefined && <div class="do">{actions}</div>}
  </div>
);
