/** The order of the session's keys: where they were, or sorted. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Cause } from "sessionscope/protocol";
import type { Root } from "../../widgets/tree-rows.ts";

export type Key = Root & { readonly changed: Cause | null };

export const sortings = ["name", "size", "changed"] as const;
export type Sorting = (typeof sortings)[number];

export interface Sort {
  /** null: the order of the session. */
  readonly by: Sorting | null;
  /** The largest, the latest, or the last letter first. */
  readonly descending: boolean;
}

/** Remembers the place of each key: a key that comes back, or gets another name, keeps its place. */
export interface KeyPlaces {
  readonly order: ReadonlySignal<readonly string[]>;
  learn(keys: readonly string[]): void;
  renamed(from: string, to: string): void;
  forget(): void;
}

/** Deleted keys that are remembered beyond the number of present ones. */
const mostGone = 1000;

export function createKeyPlaces(): KeyPlaces {
  const order = signal<readonly string[]>([]);
  return {
    order,
    learn(keys) {
      const known = new Set(order.peek());
      const fresh = keys.filter((key) => !known.has(key));
      if (known.size + fresh.length > 2 * keys.length + mostGone) order.value = keys;
      else if (fresh.length > 0) order.value = [...order.peek(), ...fresh];
    },
    renamed(from, to) {
      const others = order.peek().filter((key) => key !== to);
      const at = others.indexOf(from);
      // The old name keeps the place behind the new one, in case the server does not accept that.
      if (at !== -1) order.value = others.toSpliced(at, 0, to);
    },
    forget() {
      order.value = [];
    },
  };
}

/** Keys without a place come last, in the order they are given in. */
export function inPlaces<K extends Pick<Key, "key">>(keys: readonly K[], order: readonly string[]): readonly K[] {
  const places = new Map(order.map((key, place) => [key, place]));
  const placeOf = ({ key }: K) => places.get(key) ?? order.length;
  return keys.every((key, index) => index === 0 || placeOf(keys[index - 1]!) <= placeOf(key))
    ? keys
    : keys.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Less than 0: `a` comes first. */
export function compareKeys(a: Key, b: Key, { by, descending }: Sort): number {
  const sign = descending ? -1 : 1;
  const named = a.key.localeCompare(b.key, "en", { numeric: true }) || (a.key < b.key ? -1 : 1);
  if (by === "name") return sign * named;
  const [one, other] = by === "size" ? [a.size, b.size] : [a.changed?.at ?? 0, b.changed?.at ?? 0];
  return one === other ? named : sign * (one - other);
}

/** Presses of a column's head sort one way, then the other way, then not at all. */
export function sortBy(sort: Signal<Sort>, by: Sorting): void {
  const first = by !== "name";
  const { by: before, descending } = sort.peek();
  if (before !== by) sort.value = { by, descending: first };
  else sort.value = descending === first ? { by, descending: !first } : { by: null, descending: false };
}
