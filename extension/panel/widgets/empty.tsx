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
  readonly code?: string;
  /** Buttons and fields. */
  readonly actions?: ComponentChildren;
}

export const Empty = ({ icon, title, children, code, actions }: EmptyProps): VNode => (
  <div class="empty" data-pane>
    <Icon name={icon} />
    <h2>{title}</h2>
    {children !== undefined && <p>{children}</p>}
    {code !== undefined && <CodeLine code={code} />}
    {actions !== undefined && <div class="do">{actions}</div>}
  </div>
);
