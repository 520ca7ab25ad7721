/** The list: its filter, its order and its pages, and the rows that commands are about. */

import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import { type StoreFilter, storeSorts } from "sessionscope/protocol";
import { whyNot } from "../../../engine.ts";
import { onChange } from "../../../on-change.ts";
import { onOtherServer } from "../../../on-other-server.ts";
import type { Panel } from "../../../state.ts";
import { createTable, type Sort, type TableState } from "../../../widgets/table-state.ts";
import { followRows } from "./live-rows.ts";
import { createPages, type Pages, type Query } from "./pages.ts";
import { filterOf, isFiltering, type Kind } from "./query.ts";
import type { StoredRow } from "./stored-row.ts";

export interface StoreList {
  readonly pages: Pages;
  readonly table: TableState<StoredRow>;
  /** The text of the filter field. */
  readonly typed: Signal<string>;
  readonly kind: ReadonlySignal<Kind>;
  /** Shows sessions of this kind. */
  show(kind: Kind): void;
  /** The filter that the rows were asked for with. */
  readonly filter: ReadonlySignal<StoreFilter>;
  readonly filtering: ReadonlySignal<boolean>;
  readonly ticked: ReadonlySignal<readonly StoredRow[]>;
  /** How many sessions have begun since the list was read. */
  readonly newer: ReadonlySignal<number>;
  /** The rows that Delete is about: the ticked ones, or the current one. */
  chosen(): readonly StoredRow[];
  clearFilter(): void;
}

/** Milliseconds after the last keystroke until the store is asked. */
export const askAfterMs = 250;

/** No column: the order of the store. */
const unsorted: Sort = { by: "", descending: false };
const latestFirst: Sort = { by: "modified", descending: true };
/** In another order a store finds the expired ones among all that live. */
const lastExpiredFirst: Sort = { by: "expires", descending: true };
/** The first that the store can: where all sessions live equally long, the one that ends last was the last to be saved. */
const orders = [latestFirst, lastExpiredFirst];

export function createStoreList(panel: Panel, end: AbortSignal): StoreList {
  const typed = signal("");
  const kind = signal<Kind>("all");
  const sort = signal<Sort>(unsorted);
  const asked = settled(typed, end);
  const filter = computed(() => filterOf(asked.value, kind.value));
  const query = computed((): Query => ({ filter: filter.value, sort: sortOf(sort.value) }));
  const pages = createPages(panel, () => query.peek(), end);
  const table = createTable({
    rows: pages.rows,
    sort,
    // A server that has started again knows the rows by other refs.
    idOf: ({ handle }: StoredRow) => handle,
    nameOf: ({ handle }: StoredRow) => handle,
    isFound: ({ gone }) => !gone,
  });
  const ticked = computed(() => pages.rows.value.filter(({ handle, gone }) => !gone && table.ticked.value.has(handle)));

  /** The order before the expired ones were shown. */
  let earlier = unsorted;
  const show = (next: Kind) =>
    batch(() => {
      const was = kind.peek();
      kind.value = next;
      const sorts = pages.abilities.peek()?.sorts ?? [];
      if (next === was || !sorts.includes(lastExpiredFirst.by)) return;
      if (next === "expired") [earlier, sort.value] = [sort.peek(), lastExpiredFirst];
      else if (was === "expired") sort.value = earlier;
    });

  onChange(
    () => query.value,
    () => void pages.first(),
    end,
  );
  const newer = followRows(panel, pages, end);
  beginAtEachServer(panel, pages, sort, end);

  return {
    pages,
    table,
    typed,
    kind,
    show,
    filter,
    filtering: computed(() => isFiltering(filter.value)),
    ticked,
    newer,
    chosen() {
      if (ticked.peek().length > 0) return ticked.peek();
      const current = table.current.peek();
      return current === null || current.gone ? [] : [current];
    },
    clearFilter() {
      typed.value = "";
      show("all");
    },
  };
}

function sortOf({ by, descending }: Sort): Query["sort"] {
  const known = storeSorts.find((one) => one === by);
  return known === undefined ? null : { by: known, descending };
}

/** The value of a field once its user pauses; at once where it was emptied. */
function settled(typed: Signal<string>, end: AbortSignal): ReadonlySignal<string> {
  const value = signal(typed.peek());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const { value: now } = typed;
    clearTimeout(timer);
    if (now === "") value.value = now;
    else {
      timer = setTimeout(() => {
        value.value = now;
      }, askAfterMs);
    }
  });
  end.addEventListener("abort", () => {
    stop();
    clearTimeout(timer);
  });
  return value;
}

/** Reads the first page of each server, the latest first as far as it lists in that order. */
function beginAtEachServer(panel: Panel, pages: Pages, sort: Signal<Sort>, end: AbortSignal): void {
  const begin = async () => {
    await pages.learn();
    const abilities = pages.abilities.peek();
    const order = orders.find(({ by }) => abilities?.sorts.includes(by));
    // The other order is another question, which is asked at once.
    if (order) sort.value = order;
    else if (abilities !== null) await pages.first();
  };
  const forget = () => {
    pages.forget();
    sort.value = unsorted;
  };
  onOtherServer(panel, forget, end);
  const stop = effect(() => {
    void panel.visit.value;
    const lists = panel.connected.value && whyNot(panel, "store.list") === null;
    if (lists && !pages.known.peek()) untracked(() => void begin());
  });
  end.addEventListener("abort", stop);
}
