/** Which rows of a tree are selected, and which one is current, by path. */

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { TreeRow } from "./tree-rows.ts";

export type SelectHow = "only" | "range" | "toggle";

export interface TreeSelection<R extends TreeRow = TreeRow> {
  /** Ids of selected rows that are there, and of which the filter hides nothing. */
  readonly selected: ReadonlySignal<ReadonlySet<string>>;
  /** The row that has the focus, or gets it when the tree does. null: there are no rows. */
  readonly current: ReadonlySignal<R | null>;
  /** -1: there are no rows. */
  readonly currentIndex: ReadonlySignal<number>;
  /** Id of the row that was chosen last, even if it is gone. null: none was. */
  chosen(): string | null;
  indexOf(id: string): number | undefined;
  /** Makes the row at a place the current and only selected one. `range`: selects up to it; `toggle`: adds or takes it. */
  go(index: number, how: SelectHow): void;
  all(): void;
  /** Ids change with the paths. */
  map(next: (id: string) => string): void;
}

export function createSelection<R extends TreeRow>(rows: ReadonlySignal<readonly R[]>): TreeSelection<R> {
  const chosen = signal<ReadonlySet<string>>(new Set());
  /** The current row and its place. When the row goes, the row in its place is current. */
  const at = signal<{ readonly id: string; readonly index: number } | null>(null);
  /** Where a range begins. */
  const anchor = signal<string | null>(null);

  const places = computed(() => new Map(rows.value.map((row, index) => [row.id, index])));
  const currentIndex = computed(() => {
    if (rows.value.length === 0) return -1;
    if (at.value === null) return 0;
    return places.value.get(at.value.id) ?? Math.min(at.value.index, rows.value.length - 1);
  });
  const isSelectable = (id: string) => rows.value[places.value.get(id) ?? -1]?.partial === false;
  const selected = computed(() => new Set([...chosen.value].filter(isSelectable)));

  const choose = (several: readonly R[]) => {
    chosen.value = new Set(several.filter(({ partial }) => !partial).map(({ id }) => id));
  };
  const toggle = (id: string) => {
    const next = new Set(selected.peek());
    if (!next.delete(id)) next.add(id);
    chosen.value = next;
  };

  return {
    selected,
    current: computed(() => rows.value[currentIndex.value] ?? null),
    currentIndex,
    chosen: () => at.peek()?.id ?? null,
    indexOf: (id) => places.peek().get(id),
    go(index, how) {
      const row = rows.peek()[index];
      if (row === undefined) return;
      batch(() => {
        const from = anchor.peek() === null ? undefined : places.peek().get(anchor.peek()!);
        at.value = { id: row.id, index };
        if (how === "range" && from !== undefined) {
          choose(rows.peek().slice(Math.min(from, index), Math.max(from, index) + 1));
          return;
        }
        anchor.value = row.id;
        if (how === "toggle") toggle(row.id);
        else chosen.value = new Set([row.id]);
      });
    },
    all: () => choose(rows.peek()),
    map(next) {
      chosen.value = new Set([...chosen.peek()].map(next));
      const now = at.peek();
      if (now !== null) at.value = { ...now, id: next(now.id) };
    },
  };
}
