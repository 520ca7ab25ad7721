/** The state of a table: which row is current, which are ticked, and how they are sorted. All by id, so it survives new rows. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createFocusRequests } from "./focus-request.ts";
import { createTypeAhead } from "./type-ahead.ts";

export interface Sort {
  /** Id of the column. */
  readonly by: string;
  readonly descending: boolean;
}

export interface TableState<R> {
  /** As they are shown. */
  readonly rows: ReadonlySignal<readonly R[]>;
  /** The row that has the focus, or gets it when the table does. null: there are no rows. */
  readonly current: ReadonlySignal<R | null>;
  /** Ids of ticked rows that are there. */
  readonly ticked: ReadonlySignal<ReadonlySet<string>>;
  readonly sort: Signal<Sort>;
  /** Grows when the focus should go to the current row. */
  readonly focusRequests: ReadonlySignal<number>;
  idOf(row: R): string;

  /** Makes a row the current one. `toggle`: ticks or unticks it; `range`: ticks all from the last one chosen to it. */
  choose(id: string, how?: "only" | "toggle" | "range"): void;
  /** Moves the current row; `extend` ticks what it passes. */
  move(by: number, extend: boolean): void;
  /** Ticks or unticks all rows that may be ticked together. */
  tickAll(on: boolean): void;
  /** Rows that may be ticked together: those that match the filter. */
  readonly tickable: ReadonlySignal<readonly R[]>;
  /** Goes to the first row. */
  toFirst(): void;
  /** Goes to the next row whose name begins with the typed word. @returns false if the keyboard key is not a letter of a name. */
  find(key: string, at: number): boolean;
  /** Sorts by this column; the second time the other way round. */
  sortBy(column: string): void;
  /** Puts the focus on the current row. */
  focus(): void;
}

export interface TableSettings<R> {
  readonly rows: ReadonlySignal<readonly R[]>;
  readonly sort: Signal<Sort>;
  idOf(row: R): string;
  /** The name that typed letters are compared with. */
  nameOf(row: R): string;
  /** The row that is current until the user chooses one: the first, or always the last. Default: first. */
  readonly startsAt?: "first" | "last";
  /** Does the filter match the row, or is it only shown? Default: it matches. */
  isFound?(row: R): boolean;
}

export function createTable<R>(settings: TableSettings<R>): TableState<R> {
  const { rows, sort, idOf, nameOf, startsAt = "first", isFound = () => true } = settings;
  const chosen = signal<ReadonlySet<string>>(new Set());
  const at = signal<string | null>(null);
  const anchor = signal<string | null>(null);
  const focus = createFocusRequests();

  const places = computed(() => new Map(rows.value.map((row, index) => [idOf(row), index])));
  /** The ids in order when the current row was last among them. */
  let before: readonly string[] = [];
  const currentIndex = computed(() => {
    const ids = rows.value.map(idOf);
    if (at.value === null) return startsAt === "first" ? 0 : Math.max(0, ids.length - 1);
    const index = places.value.get(at.value);
    if (index !== undefined) {
      before = ids;
      return index;
    }
    // It is gone: the next row that stood below it becomes current, else the next above.
    const was = before.indexOf(at.value);
    const near = [...before.slice(was + 1), ...before.slice(0, Math.max(was, 0)).reverse()];
    return places.value.get(near.find((id) => places.value.has(id)) ?? "") ?? 0;
  });
  const ticked = computed(() => new Set([...chosen.value].filter((id) => places.value.has(id))));

  const go = (index: number, how: "only" | "toggle" | "range") => {
    const row = rows.peek()[index];
    if (row === undefined) return;
    const id = idOf(row);
    batch(() => {
      at.value = id;
      const from = places.peek().get(anchor.peek() ?? "") ?? index;
      if (how !== "range") anchor.value = id;
      if (how === "only") return;
      const next = new Set(ticked.peek());
      if (how === "toggle") {
        if (!next.delete(id)) next.add(id);
      } else {
        const [first, last] = from < index ? [from, index] : [index, from];
        for (const other of rows.peek().slice(first, last + 1)) if (isFound(other)) next.add(idOf(other));
      }
      chosen.value = next;
    });
  };
  const tickable = computed(() => rows.value.filter(isFound));
  const typeAhead = createTypeAhead(
    () => rows.peek().map(nameOf),
    (index) => go(index, "only"),
  );

  return {
    rows,
    current: computed(() => rows.value[currentIndex.value] ?? null),
    ticked,
    sort,
    focusRequests: focus.count,
    idOf,
    choose: (id, how = "only") => go(places.peek().get(id) ?? -1, how),
    move(by, extend) {
      const from = currentIndex.peek();
      const to = Math.max(0, Math.min(from + by, rows.peek().length - 1));
      if (extend && anchor.peek() === null) go(from, "only");
      go(to, extend ? "range" : "only");
    },
    tickable,
    toFirst() {
      go(0, "only");
      focus.ask();
    },
    tickAll(on) {
      chosen.value = new Set(on ? tickable.peek().map(idOf) : []);
    },
    find: (key, time) => typeAhead.find(key, time, currentIndex.peek()),
    sortBy(column) {
      const { by, descending } = sort.peek();
      sort.value = { by: column, descending: by === column && !descending };
    },
    focus: focus.ask,
  };
}
