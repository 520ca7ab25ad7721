/** What is typed into the filter of a tree, and what it finds. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { hitsIn, parseFilter, sieveOf, unknownKeys } from "./tree-filter.ts";
import type { Root, Sieve } from "./tree-rows.ts";

export interface TreeFilter {
  /** As it is typed. */
  readonly text: Signal<string>;
  /** What it lets through; null: it asks for nothing. */
  readonly sieve: ReadonlySignal<Sieve | null>;
  readonly hits: ReadonlySignal<ReturnType<typeof hitsIn>>;
  /** Words before a colon that are part of no path. */
  readonly unknown: ReadonlySignal<readonly string[]>;
  /** False: some keys hold more values than it looks at. */
  readonly searchedAll: ReadonlySignal<boolean>;
  /** How many values it has found; null: it asks for nothing. */
  readonly found: ReadonlySignal<number | null>;
}

export function createTreeFilter(roots: ReadonlySignal<readonly Root[]>): TreeFilter {
  const text = signal("");
  const terms = computed(() => parseFilter(text.value));
  const sieve = computed(() => sieveOf(roots.value, terms.value));
  return {
    text,
    sieve,
    hits: computed(() => hitsIn(terms.value)),
    unknown: computed(() => unknownKeys(roots.value, terms.value)),
    searchedAll: computed(() => sieve.value?.searchedAll ?? true),
    found: computed(() => sieve.value?.found ?? null),
  };
}
