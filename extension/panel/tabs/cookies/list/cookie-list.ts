/** The rows of the list: all of them, those the filter finds, and those that commands are about. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isSignedOrSealed } from "../../../../cookies/decoders.ts";
import type { Panel } from "../../../state.ts";
import { createTable, type Sort, type TableState } from "../../../widgets/table-state.ts";
import { type Drafts, orphanRows } from "../drafts/drafts.ts";
import { type CookieRow, cookieRows } from "../known/cookie-rows.ts";
import type { KnownCookies } from "../known/known-cookies.ts";
import { type Counts, countsOf } from "./counts.ts";
import { createListFilter, type ListFilter } from "./list-filter.ts";
import { sortRows } from "./sort-rows.ts";

export interface CookieList {
  /** All rows, also those that the filter leaves out. */
  readonly rows: ReadonlySignal<readonly CookieRow[]>;
  readonly filter: ListFilter;
  readonly table: TableState<CookieRow>;
  readonly counts: ReadonlySignal<Counts>;
  /** Ids of the columns that the user hid, with blanks between. */
  readonly hiddenColumns: Signal<string>;
  /** Did the browser drop the cookie, so that only the draft is left? */
  isOrphan(row: CookieRow): boolean;
  readonly ticked: ReadonlySignal<readonly CookieRow[]>;
  /** The rows that Delete is about: the ticked ones, or the current one. */
  chosen(): readonly CookieRow[];
  /** The rows that "Delete all" is about. */
  readonly deletable: ReadonlySignal<readonly CookieRow[]>;
  /** The rows that Export is about: the ticked ones, or all that the filter finds. */
  readonly exportable: ReadonlySignal<readonly CookieRow[]>;
}

export function createCookieList(panel: Panel, known: KnownCookies, drafts: Drafts): CookieList {
  const held = computed(() => {
    const page = known.page.value;
    if (page === null) return [];
    return cookieRows({
      page,
      cookies: known.jar.value.cookies,
      session: panel.sessionCookies.value,
      sessionName: panel.hello.value?.cookie.name ?? null,
      lines: known.lines.value,
      refused: known.refused.value,
      isToken(cookie) {
        const decoded = known.decoded(cookie);
        return decoded === undefined ? null : isSignedOrSealed(decoded);
      },
    });
  });
  const orphans = computed(() => orphanRows(drafts.all.value, held.value));
  const rows = computed(() => [...held.value, ...orphans.value]);

  const filter = createListFilter(panel);
  const sort = signal<Sort>({ by: "name", descending: false });
  const shown = computed(() => {
    // A row with a draft stays, also when the filter no longer finds it.
    const seen = rows.value.filter((row) => drafts.all.value.has(row.id) || filter.finds(row));
    return sortRows(seen, sort.value);
  });
  const found = computed(() => shown.value.filter(filter.finds));
  const table = createTable({
    rows: shown,
    isFound: filter.finds,
    sort,
    idOf: (row: CookieRow) => row.id,
    nameOf: (row: CookieRow) => row.cookie.name,
  });
  const ticked = computed(() => shown.value.filter((row) => table.ticked.value.has(row.id)));

  return {
    rows,
    filter,
    table,
    counts: computed(() => countsOf(rows.value, found.value)),
    hiddenColumns: panel.remember("cookies.hiddenColumns", ""),
    isOrphan: (row) => orphans.value.includes(row),
    ticked,
    chosen() {
      const { current } = table;
      if (ticked.value.length > 0) return ticked.value;
      return current.peek() === null ? [] : [current.peek()!];
    },
    deletable: computed(() => found.value.filter((row) => row.refused === null && !row.thirdParty)),
    exportable: computed(() =>
      (ticked.value.length > 0 ? ticked.value : found.value).filter((row) => row.refused === null),
    ),
  };
}
