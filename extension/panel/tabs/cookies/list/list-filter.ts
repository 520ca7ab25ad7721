/** Which rows the filter field and the two boxes of the toolbar leave in the list. */

import { computed, type Signal, signal } from "@preact/signals";
import type { Panel } from "../../../state.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import { fits, hitsOf, parseTerms } from "./filter.ts";

export interface ListFilter {
  /** The text of the filter field. */
  readonly typed: Signal<string>;
  /** Are the cookies of third parties shown? */
  readonly thirdParties: Signal<boolean>;
  /** Are refused cookies shown? */
  readonly refused: Signal<boolean>;
  finds(row: CookieRow): boolean;
  /** The texts to mark in a column. */
  hits(column: "name" | "value" | "domain"): readonly string[];
}

export function createListFilter({ remember, clock }: Panel): ListFilter {
  const typed = signal("");
  const terms = computed(() => parseTerms(typed.value));
  const thirdParties = remember("cookies.thirdParties", true);
  const refused = remember("cookies.refused", true);
  return {
    typed,
    thirdParties,
    refused,
    finds: (row) =>
      fits(row, terms.value, clock.peek()) &&
      (thirdParties.value || !row.thirdParty) &&
      (refused.value || row.refused === null),
    hits: (column) => hitsOf(terms.value, column),
  };
}
