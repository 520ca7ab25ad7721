/** The rows of the list: those the filter finds, and which one is current. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import { keysIn, sizeOfSnapshot } from "../../../snapshots/snapshot.ts";
import type { Panel } from "../../../state.ts";
import { createTable, type Sort, type TableState } from "../../../widgets/table-state.ts";
import type { KeptHere } from "../known/kept-here.ts";
import { nameOf, userOf } from "./names.ts";

export interface SnapshotList {
  readonly typed: Signal<string>;
  readonly table: TableState<KeptSnapshot>;
  readonly counts: ReadonlySignal<Counts>;
}

export interface Counts {
  readonly named: number;
  readonly automatic: number;
  readonly shown: number;
  readonly bytes: number;
}

export function createSnapshotList({ text }: Panel, { all }: Pick<KeptHere, "all">): SnapshotList {
  const typed = signal("");
  const sort = signal<Sort>({ by: "kind", descending: false });
  const rows = computed(() => all.value ?? []);
  const shown = computed(() => {
    const words = typed.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rows.value.filter((one) => fits(`${nameOf(text, one)} ${userOf(text, one)}`.toLowerCase(), words));
    return sorted(found, sort.value, (one) => nameOf(text, one));
  });
  const table = createTable<KeptSnapshot>({
    rows: shown,
    sort,
    idOf: ({ id }) => id,
    nameOf: (one) => nameOf(text, one),
  });
  return {
    typed,
    table,
    counts: computed(() => {
      const named = rows.value.filter(({ name }) => name !== null).length;
      return {
        named,
        automatic: rows.value.length - named,
        shown: shown.value.length,
        bytes: rows.value.reduce((sum, one) => sum + sizeOfSnapshot(one), 0),
      };
    }),
  };
}

/** Each word must be there; each after a minus must not. */
const fits = (line: string, words: readonly string[]): boolean =>
  words.every((word) =>
    word.length > 1 && word.startsWith("-") ? !line.includes(word.slice(1)) : line.includes(word),
  );

type Order = (a: KeptSnapshot, b: KeptSnapshot) => number;

/** Where the order says nothing, the newest first. */
function sorted(rows: readonly KeptSnapshot[], { by, descending }: Sort, name: (one: KeptSnapshot) => string) {
  const orders: Readonly<Record<string, Order>> = {
    kind: (a, b) => Number(a.name === null) - Number(b.name === null),
    name: (a, b) => name(a).localeCompare(name(b)),
    keys: (a, b) => keysIn(a) - keysIn(b),
    size: (a, b) => sizeOfSnapshot(a) - sizeOfSnapshot(b),
    taken: (a, b) => a.takenAt - b.takenAt,
  };
  const order = orders[by] ?? orders.kind!;
  return rows.toSorted((a, b) => (descending ? order(b, a) : order(a, b)) || b.takenAt - a.takenAt);
}
