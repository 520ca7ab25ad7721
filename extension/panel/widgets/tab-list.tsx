/** A tab list with arrow keys, for the panel's tabs and for those of a detail pane. */

import type { VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

export interface TabItem {
  readonly id: string;
  readonly name: string;
  readonly icon?: IconName;
  readonly count?: number | null;
}

export interface TabListProps {
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly selected: string;
  /** Prefix of element ids: `<prefix>-tab-<id>` is the tab, `<prefix>-panel-<id>` its panel. */
  readonly prefix: string;
  readonly class: string;
  onSelect(id: string): void;
}

export function TabList({ label, items, selected, prefix, class: className, onSelect }: TabListProps): VNode {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = items.findIndex((item) => item.id === selected);
    const goals: Readonly<Record<string, number>> = {
      Home: 0,
      End: -1,
      ArrowLeft: at - 1,
      ArrowRight: (at + 1) % items.length,
    };
    const goal = goals[event.key];
    const item = goal === undefined ? undefined : items.at(goal);
    if (item === undefined) return;
    event.preventDefault();
    onSelect(item.id);
    document.getElementById(`${prefix}-tab-${item.id}`)?.focus();
  };
  return (
    <div class={className} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {items.map(({ id, name, icon, count }) => (
        <button
          key={id}
          id={`${prefix}-tab-${id}`}
          type="button"
          class="tab"
          role="tab"
          title={name}
          aria-selected={id === selected}
          aria-controls={id === selected ? `${prefix}-panel-${id}` : undefined}
          tabIndex={id === selected ? 0 : -1}
          onClick={() => onSelect(id)}
        >
          {icon !== undefined && <Icon name={icon} />}
          <span class="name">{name}</span> {count !== undefined && count !== null && <span class="n">{count}</span>}
        </button>
      ))}
    </div>
  );
}
