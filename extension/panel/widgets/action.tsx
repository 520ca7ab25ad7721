/** An action of a toolbar, named once: it is a button, and a menu item where there is no room for the button. */

import type { VNode } from "preact";
import { Button, type ButtonProps } from "./button.tsx";
import type { IconName } from "./icon.tsx";
import type { MenuItem } from "./menu.tsx";

export interface Action {
  readonly label: string;
  /** Name in a menu, where the label alone says too little there. */
  readonly fullName?: string;
  readonly icon: IconName;
  /** Its keyboard shortcut: "Ctrl+Z". */
  readonly keys?: string;
  readonly title?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Why it cannot be done here, for the tooltip; null: it can. */
  readonly whyNot?: string | null;
  run(): void;
}

export interface ActionButtonProps
  extends Omit<ButtonProps, "label" | "icon" | "keys" | "title" | "kind" | "disabled" | "onClick"> {
  readonly action: Action;
}

export const ActionButton = ({ action, ...look }: ActionButtonProps): VNode => (
  <Button
    {...look}
    label={action.label}
    icon={action.icon}
    keys={action.keys}
    title={action.whyNot ?? action.title}
    kind={action.danger ? "danger" : "plain"}
    disabled={isOff(action)}
    onClick={action.run}
  />
);

const isOff = ({ disabled = false, whyNot = null }: Action): boolean => disabled || whyNot !== null;

export const itemOf = (action: Action, name = action.fullName ?? action.label): MenuItem => ({
  name,
  icon: action.icon,
  keys: action.keys,
  title: action.whyNot ?? action.title,
  danger: action.danger,
  disabled: isOff(action),
  onSelect: action.run,
});
