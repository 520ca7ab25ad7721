// biome-ignore-all lint/a11y/useSemanticElements: a grid of the ARIA patterns; a <table> is a document's
// biome-ignore-all lint/a11y/useFocusableInteractive: what is in the heads has the focus
/** The heads of a table: each sorts by its column, the first ticks all. */

import type { VNode } from "preact";
import { Icon } from "./icon.tsx";
import type { TableState } from "./table-state.ts";

export interface HeadColumn {
  /** Its cells have the class `c-<id>`; its width is the custom property `--col-<id>`. */
  readonly id: string;
  readonly name: string;
  /** The name is for screen readers only. */
  readonly quiet?: boolean;
  /** Numbers: at the right. */
  readonly end?: boolean;
  /** The rows cannot be sorted by it. */
  readonly unsorted?: boolean;
}

interface HeadProps<R> {
  readonly state: TableState<R>;
  readonly columns: readonly HeadColumn[];
  /** Label of the box that ticks all rows; undefined: rows are not ticked. */
  readonly tickAllLabel?: string | undefined;
}

export function Head<R>({ state, columns, tickAllLabel }: HeadProps<R>): VNode {
  const { by, descending } = state.sort.value;
  const { size } = state.ticked.value;
  const allTicked = size > 0 && state.tickable.value.every((row) => state.ticked.value.has(state.idOf(row)));
  const someTicked = size > 0;
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("input, button")].filter((one) =>
      one.checkVisibility(),
    );
    const next = all[all.indexOf(event.target as HTMLElement) + step];
    event.preventDefault();
    next?.focus();
  };
  // The box that ticks all is where Tab stops in the head; without it, the first head that sorts.
  const stop = tickAllLabel === undefined ? columns.find(({ unsorted }) => !unsorted)?.id : undefined;
  return (
    <div class="head" role="row" aria-rowindex={1} onKeyDown={onKeyDown}>
      {tickAllLabel !== undefined && (
        <div class="c-tick" role="columnheader">
          <input
            type="checkbox"
            aria-label={tickAllLabel}
            title={tickAllLabel}
            checked={allTicked}
            ref={(box) => {
              if (box) box.indeterminate = someTicked && !allTicked;
            }}
            onChange={() => state.tickAll(!allTicked)}
          />
        </div>
      )}
      {columns.map(({ id, name, quiet, end, unsorted }) => (
        <div
          key={id}
          class={`c-${id} ${end ? "end" : ""}`}
          role="columnheader"
          aria-sort={by === id ? (descending ? "descending" : "ascending") : undefined}
        >
          {unsorted ? (
            <span class={quiet ? "hid" : "cut"}>{name}</span>
          ) : (
            <button type="button" class="sort" tabIndex={id === stop ? 0 : -1} onClick={() => state.sortBy(id)}>
              <span class={quiet ? "hid" : ""}>{name}</span>
              {by === id && <Icon name={descending ? "sort-down" : "sort-up"} />}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
