/** The button of the panel: with a label, with label and icon, or with an icon alone. */

import type { Ref, VNode } from "preact";
import "./button.css";
import { Icon, type IconName } from "./icon.tsx";
import { localKeys } from "./keyboard-keys.ts";

export interface ButtonProps {
  /** The button's name. Shown unless `iconOnly`. */
  readonly label: string;
  readonly icon?: IconName;
  readonly iconOnly?: boolean;
  /** Default: no border. `line`: secondary, with consequences. `primary`: at most one in a view. */
  readonly kind?: "plain" | "line" | "primary" | "danger" | "link";
  readonly small?: boolean;
  /** The button shows only its icon under 1100 px (`a`) or under 880 px (`b`). */
  readonly fold?: "a" | "b";
  /** The label under 880 px, instead of the whole one. */
  readonly short?: string;
  /** The tooltip. Default: the label, where it is not shown. */
  readonly title?: string;
  /** The shortcut for the tooltip: "Ctrl+Z". */
  readonly keys?: string;
  readonly popup?: "menu" | "dialog";
  /** Whether the button shows an arrow because something opens below it. A menu button always does. */
  readonly chevron?: boolean;
  readonly expanded?: boolean;
  readonly pressed?: boolean;
  /** Disabled: the button does nothing, but keeps the focus if it has it. */
  readonly disabled?: boolean;
  readonly class?: string;
  readonly type?: "button" | "submit";
  readonly tabIndex?: number;
  readonly ref?: Ref<HTMLButtonElement>;
  onClick?(event: MouseEvent): void;
}

export function Button(props: ButtonProps): VNode {
  const { label, icon, iconOnly = false, kind = "plain", fold, short, keys } = props;
  const tooltip =
    props.title ?? (iconOnly || fold !== undefined || short !== undefined || keys !== undefined ? label : undefined);
  const classes = [
    "btn",
    kind !== "plain" && kind,
    iconOnly && "icon",
    icon !== undefined && !iconOnly && "has-icon",
    icon === undefined && "text-only",
    fold !== undefined && `fold-${fold}`,
    short !== undefined && "has-short",
    props.small && "small",
    props.class,
  ];
  return (
    <button
      ref={props.ref}
      type={props.type ?? "button"}
      class={classes.filter(Boolean).join(" ")}
      aria-label={iconOnly || fold !== undefined || short !== undefined ? label : undefined}
      title={tooltip !== undefined && keys !== undefined ? `${tooltip} (${localKeys(keys)})` : tooltip}
      aria-haspopup={props.popup}
      aria-expanded={props.popup !== undefined ? (props.expanded ?? false) : undefined}
      aria-pressed={props.pressed}
      aria-disabled={props.disabled || undefined}
      tabIndex={props.tabIndex}
      onClick={(event) => {
        if (props.disabled) event.preventDefault();
        else props.onClick?.(event);
      }}
    >
      {icon !== undefined && <Icon name={icon} />}
      {!iconOnly && <span class="label">{label}</span>}
      {short !== undefined && <span class="short">{short}</span>}
      {(props.popup === "menu" || props.chevron) && !iconOnly && <Icon name="chevron-down" class="chev" />}
    </button>
  );
}
