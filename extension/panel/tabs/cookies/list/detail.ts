/** The state of the detail: its pane, and what is known of the current row. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Decoded } from "../../../../cookies/decoders.ts";
import type { Panel } from "../../../state.ts";
import { createSplit, type SplitState, showDetail } from "../../../widgets/split.tsx";
import type { LoggedChange } from "../known/change-log.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { KnownCookies } from "../known/known-cookies.ts";
import type { CookieList } from "./cookie-list.ts";

export interface DetailState {
  readonly split: SplitState;
  /** Id of the pane that is open for a held cookie, and for a refused one. */
  readonly panes: { readonly held: Signal<string>; readonly refused: Signal<string> };
  /** What the value of the current row says; null: it is not decoded yet. */
  readonly decoded: ReadonlySignal<Decoded | null>;
  /** The change log of the current row. */
  readonly changes: ReadonlySignal<readonly LoggedChange[]>;
  /** Shows the row. */
  open(row: CookieRow): void;
}

export function createDetail({ remember }: Panel, known: KnownCookies, { table }: CookieList): DetailState {
  const split = createSplit(remember, "cookies");
  const { current } = table;
  return {
    split,
    panes: { held: signal("decoded"), refused: signal("refusal") },
    decoded: computed(() => (current.value === null ? null : (known.decoded(current.value.cookie) ?? null))),
    changes: computed(() => (current.value === null ? [] : known.changesOf(current.value.cookie))),
    open(row) {
      batch(() => {
        table.choose(row.id);
        showDetail(split, true);
      });
    },
  };
}
