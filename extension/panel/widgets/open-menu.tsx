/** A menu that is open. */

import type { RefObject, VNode } from "preact";
import { useRef } from "preact/hooks";
import { CutLine } from "./cut-line.tsx";
import { Keys } from "./field.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { Popover } from "./popover.tsx";

export type MenuItem =
  | {
      readonly name: string;
      readonly icon?: IconName;
      readonly keys?: string;
      readonly title?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      /** For one choice of several: whether it is the chosen one. */
      readonly checked?: boolean;
      /** For a switch: whether it is on. */
      readonly ticked?: boolean;
      onSelect(): void;
    }
  | "line"
  | { readonly caption: string };

export interface MenuProps {
  readonly label: string;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly items: readonly MenuItem[];
  readonly width?: number;
  onClose(): void;
}

export function OpenMenu({ label, anchor, items, width, onClose }: MenuProps): VNode {
  const typed = useRef({ text: "", at: 0 });
  // Align the names: an item without an icon has a gap if others have icons.
  const indented = items.some((item) => typeof item === "object" && "icon" in item && item.icon !== undefined);
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const entries = [...event.currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]")];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const goals: Readonly<Record<string, number>> = {
      Home: 0,
      End: -1,
      ArrowUp: at - 1,
      ArrowDown: (at + 1) % entries.length,
    };
    let entry = goals[event.key] === undefined ? undefined : entries.at(goals[event.key]!);
    if (entry === undefined && event.key.length === 1 && /\S/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const fresh = event.timeStamp - typed.current.at > 700;
      typed.current = { text: (fresh ? "" : typed.current.text) + event.key.toLowerCase(), at: event.timeStamp };
      const after = fresh ? at + 1 : at;
      entry = [...entries.slice(after), ...entries.slice(0, after)].find((other) =>
        other.textContent.trim().toLowerCase().startsWith(typed.current.text),
      );
      event.preventDefault();
    }
    if (event.key === "Tab") {
      event.preventDefault();
      onClose();
    }
    if (entry === undefined) return;
    event.preventDefault();
    entry.focus();
  };
  return (
    <Popover anchor={anchor} label={label} role="menu" class="menu" width={width} onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the menu around it */}
      <div role="presentation" onKeyDown={onKeyDown}>
        {items.map((item, index) => {
          // biome-ignore-start lint/suspicious/noArrayIndexKey: a menu is built anew each time it opens
          if (item === "line") return <hr key={index} />;
          if ("caption" in item) {
            return (
              <div class="cap" role="presentation" key={index}>
                {item.caption}
              </div>
            );
          }
          return (
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only those with a mark have `checked`
            <button
              key={index}
              type="button"
              class={`mi ${item.danger ? "danger" : ""}`}
              role={roleOf(item)}
              aria-checked={item.checked ?? item.ticked}
              aria-disabled={item.disabled}
              title={item.title}
              tabIndex={-1}
              onClick={() => {
                if (item.disabled) return;
                onClose();
                item.onSelect();
              }}
            >
              {roleOf(item) !== "menuitem" && (
                <Icon name="check" class={(item.checked ?? item.ticked) ? "" : "is-blank"} />
              )}
              {item.icon !== undefined && <Icon name={item.icon} />}
              {item.icon === undefined && indented && roleOf(item) === "menuitem" && <span class="i" />}
              <CutLine>{item.name}</CutLine>
              {item.keys !== undefined && <Keys keys={item.keys} />}
            </button>
          );
          // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
        })}
      </div>
    </Popover>
  );
}

const roleOf = ({ checked, ticked }: { readonly checked?: boolean; readonly ticked?: boolean }) =>
  checked !== undefined ? "menuitemradio" : ticked !== undefined ? "menuitemcheckbox" : "menuitem";
