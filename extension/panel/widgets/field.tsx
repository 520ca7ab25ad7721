/** Fields: the filter of a list, switches, and a choice between a few options. */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import { Button } from "./button.tsx";
import "./field.css";
import { stopIn } from "./focus.ts";
import { Icon } from "./icon.tsx";
import { localKeys } from "./keyboard-keys.ts";
import { useText } from "./text.ts";

export interface FilterFieldProps {
  readonly value: Signal<string>;
  readonly placeholder: string;
  /** Called on Arrow down or Enter: moves the focus to the first row found. */
  toFirst(): void;
}

/** `/` and Ctrl+K focus the filter (the frame looks for `data-filter`). Esc empties it, then leaves it. */
export function FilterField({ value, placeholder, toFirst }: FilterFieldProps): VNode {
  const text = useText();
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    if (event.ctrlKey || event.metaKey || !["Escape", "ArrowDown", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (event.key !== "Escape") toFirst();
    else if (value.value !== "") value.value = "";
    else leave(event.currentTarget);
  };
  return (
    <div class={`field search ${value.value !== "" ? "is-filled" : ""}`}>
      <Icon name="search" />
      <input
        type="search"
        data-filter
        aria-label={placeholder}
        aria-keyshortcuts="/ Control+K"
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
        onKeyDown={onKeyDown}
      />
      <kbd class="kbd not-narrow">/</kbd>
      {value.value !== "" && (
        <Button
          label={text("clearFilter")}
          icon="close"
          iconOnly
          small
          onClick={() => {
            value.value = "";
          }}
        />
      )}
    </div>
  );
}

/** Returns to the filtered list. */
function leave(field: HTMLElement): void {
  const list = field.closest("[role=tabpanel]")?.querySelector("[data-pane]");
  const stop = list && stopIn(list);
  if (stop) stop.focus();
  else field.blur();
}

export interface SwitchProps {
  readonly label: string;
  readonly on: boolean;
  readonly describedBy?: string;
  onChange(on: boolean): void;
}

export const Switch = ({ label, on, describedBy, onChange }: SwitchProps): VNode => (
  <input
    type="checkbox"
    role="switch"
    aria-label={label}
    aria-describedby={describedBy}
    aria-checked={on}
    checked={on}
    onChange={(event) => onChange(event.currentTarget.checked)}
  />
);

export interface SegmentsProps<T extends string | number> {
  readonly label: string;
  readonly choices: readonly { readonly value: T; readonly name: string }[];
  readonly value: T;
  onChange(value: T): void;
}

/** A choice of one option, with all options visible. */
export const Segments = <T extends string | number>({ label, choices, value, onChange }: SegmentsProps<T>): VNode => (
  // biome-ignore lint/a11y/useSemanticElements: buttons that are pressed, not a form
  <div class="seg" role="group" aria-label={label}>
    {choices.map((choice) => (
      <button
        key={choice.value}
        type="button"
        aria-pressed={choice.value === value}
        onClick={() => onChange(choice.value)}
      >
        {choice.name}
      </button>
    ))}
  </div>
);

/** A shortcut drawn as key caps: `Ctrl+Shift+Z`. */
export const Keys = ({ keys, class: extra = "" }: { keys: string; class?: string }): VNode => (
  <span class={`keys ${extra}`}>
    {localKeys(keys)
      .split("+")
      .map((key) => (
        <kbd class="kbd" key={key}>
          {key}
        </kbd>
      ))}
  </span>
);
