/** What is open, selected and current in a tree, by path: it survives whatever happens to the data. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { JsonNode } from "../../json/node.ts";
import { childrenOf, isWithin, type Path, pathId, pathOf } from "../../json/path.ts";
import { hitsIn, parseFilter, sieveOf, unknownKeys } from "./tree-filter.ts";
import { type Ghost, type Root, type Row, rowsOf } from "./tree-rows.ts";
import { createTypeAhead } from "./type-ahead.ts";

export interface TreeState {
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** What is typed into the filter. */
  readonly filter: Signal<string>;
  readonly hits: ReadonlySignal<ReturnType<typeof hitsIn>>;
  /** Words of the filter that name nothing. */
  readonly unknown: ReadonlySignal<readonly string[]>;
  /** How many values the filter has found; null: it asks for nothing. */
  readonly found: ReadonlySignal<number | null>;
  /** Ids of selected rows that are there, and of which the filter hides nothing. */
  readonly selected: ReadonlySignal<ReadonlySet<string>>;
  /** The row that has, or would have, the focus; null: there are none. */
  readonly current: ReadonlySignal<Row | null>;
  /** Grows when the focus should go to the current row. */
  readonly summons: ReadonlySignal<number>;

  /** Makes a row the current and only selected one. `range`: selects up to it; `toggle`: adds or takes it. */
  select(id: string, how?: "only" | "range" | "toggle"): void;
  selectAll(): void;
  /** Goes to the first row that the filter has found. */
  toFirst(): void;
  /** Selects a path, opening what it is in, and puts the focus there. */
  reveal(path: Path): void;
  /** Moves the current row. */
  move(by: number, extend: boolean): void;
  toggle(id: string): void;
  /** Arrow right: opens, then goes inside. */
  enter(): void;
  /** Arrow left: closes, then goes to the parent. */
  leave(): void;
  /** Opens the current row and everything below it. */
  openBelow(): void;
  /** Goes to the next row whose name begins with what is typed within a moment; false: the key is none of a name. */
  find(key: string, at: number): boolean;
  /** Puts the focus on the current row. */
  focus(): void;
  /** A value has another path now: what is open, selected and current in it goes along. */
  moved(from: Path, to: Path): void;
}

/** Rows opened at once by `openBelow`; the rest stays closed. */
const mostOpened = 5000;

export function createTree(
  roots: ReadonlySignal<readonly Root[]>,
  ghosts: ReadonlySignal<readonly Ghost[]> = signal([]),
): TreeState {
  const filter = signal("");
  const expanded = signal<ReadonlySet<string>>(new Set());
  const chosen = signal<ReadonlySet<string>>(new Set());
  /** The current row and where it was, for when it goes. */
  const at = signal<{ id: string; index: number } | null>(null);
  const anchor = signal<string | null>(null);
  const summons = signal(0);

  const terms = computed(() => parseFilter(filter.value));
  const sieve = computed(() => sieveOf(roots.value, terms.value));
  const rows = computed(() =>
    rowsOf({ roots: roots.value, expanded: expanded.value, sieve: sieve.value, ghosts: ghosts.value }),
  );
  const places = computed(() => new Map(rows.value.map((row, index) => [row.id, index])));
  const currentIndex = computed(() => {
    if (rows.value.length === 0) return -1;
    if (at.value === null) return 0;
    return places.value.get(at.value.id) ?? Math.min(at.value.index, rows.value.length - 1);
  });
  const current = computed(() => rows.value[currentIndex.value] ?? null);
  const takes = (id: string) => places.value.has(id) && !rows.value[places.value.get(id)!]!.partial;
  const selected = computed(() => new Set([...chosen.value].filter(takes)));

  const select = (several: readonly Row[]) => {
    chosen.value = new Set(several.filter(({ partial }) => !partial).map(({ id }) => id));
  };
  const go = (index: number, how: "only" | "range" | "toggle") => {
    const row = rows.peek()[index];
    if (row === undefined) return;
    batch(() => {
      const from = anchor.peek() === null ? undefined : places.peek().get(anchor.peek()!);
      at.value = { id: row.id, index };
      if (how === "range" && from !== undefined) {
        const [first, last] = from < index ? [from, index] : [index, from];
        select(rows.peek().slice(first, last + 1));
        return;
      }
      anchor.value = row.id;
      if (how === "toggle") {
        const next = new Set(selected.peek());
        if (!next.delete(row.id)) next.add(row.id);
        chosen.value = next;
      } else chosen.value = new Set([row.id]);
    });
  };
  const open = (ids: Iterable<string>) => {
    expanded.value = new Set([...expanded.peek(), ...ids]);
  };
  const close = (id: string) => {
    // What is inside stays as it is, for when this is opened again; the selection comes out.
    const next = new Set(expanded.peek());
    next.delete(id);
    batch(() => {
      expanded.value = next;
      const hidden = at.peek() !== null && at.peek()!.id !== id && isWithin(pathOf(at.peek()!.id), pathOf(id));
      if (hidden) go(places.peek().get(id) ?? 0, "only");
    });
  };
  const focus = () => {
    summons.value += 1;
  };
  const typeAhead = createTypeAhead(
    () => rows.peek().map(({ name }) => name),
    (index) => go(index, "only"),
  );

  return {
    rows,
    filter,
    hits: computed(() => hitsIn(terms.value)),
    unknown: computed(() => unknownKeys(roots.value, terms.value)),
    found: computed(() => sieve.value?.found ?? null),
    selected,
    current,
    summons,
    select(id, how = "only") {
      const index = places.peek().get(id);
      if (index !== undefined) go(index, how);
    },
    selectAll: () => select(rows.peek()),
    toFirst() {
      if (rows.peek().length === 0) return;
      const first = rows.peek().findIndex(({ partial }) => !partial);
      go(Math.max(first, 0), "only");
      focus();
    },
    reveal(path) {
      batch(() => {
        open(path.slice(1).map((_, index) => pathId(path.slice(0, index + 1))));
        const index = places.peek().get(pathId(path));
        if (index === undefined) filter.value = "";
        go(index ?? places.peek().get(pathId(path)) ?? -1, "only");
        focus();
      });
    },
    move(by, extend) {
      const last = rows.peek().length - 1;
      const index = Math.max(0, Math.min(currentIndex.peek() + by, last));
      go(at.peek() === null && by === 1 ? 0 : index, extend ? "range" : "only");
    },
    toggle(id) {
      if (rows.peek()[places.peek().get(id) ?? -1]?.expanded) close(id);
      else open([id]);
    },
    enter() {
      const row = current.peek();
      if (row === null) return;
      if (!row.expandable) return;
      if (!row.expanded) open([row.id]);
      else go(currentIndex.peek() + 1, "only");
    },
    leave() {
      const row = current.peek();
      if (row === null) return;
      if (row.expanded && expanded.peek().has(row.id)) close(row.id);
      else if (row.level > 1) go(places.peek().get(pathId(row.path.slice(0, -1))) ?? 0, "only");
    },
    openBelow() {
      const row = current.peek();
      if (row !== null) open(branches(row));
    },
    find: (key, time) => typeAhead.find(key, time, currentIndex.peek()),
    focus,
    moved(from, to) {
      const map = (id: string) => {
        const path = pathOf(id);
        return isWithin(path, from) ? pathId([...to, ...path.slice(from.length)]) : id;
      };
      batch(() => {
        expanded.value = new Set([...expanded.peek()].map(map));
        chosen.value = new Set([...chosen.peek()].map(map));
        if (at.peek() !== null) at.value = { ...at.peek()!, id: map(at.peek()!.id) };
      });
    },
  };
}

/** Ids of a row and of all lists and dicts in it. */
function branches(row: Row): string[] {
  const ids: string[] = [];
  const queue: { node: JsonNode | null; path: Path }[] = [{ node: row.node, path: row.path }];
  for (let next = queue.shift(); next !== undefined && ids.length < mostOpened; next = queue.shift()) {
    const { node, path } = next;
    if (node !== null && node.kind !== "list" && node.kind !== "dict") continue;
    ids.push(pathId(path));
    for (const [step, child] of childrenOf(node)) queue.push({ node: child, path: [...path, step] });
  }
  return ids;
}
