/** What is asked of stores of several sizes in turn: milliseconds each time. */

import type { Change, ListQuery, Store } from "sessionscope";
import type { Engine } from "../listing/engine.ts";
import { idOf, lifetime } from "../listing/many-sessions.ts";
import { median } from "../report.ts";
import type { Place } from "./place.ts";

export interface Operation {
  readonly name: string;
  /** Asks of the sessions of so many visitors only, who lie anywhere among all. */
  readonly visitors?: number;
  /** How often in a slice. */
  readonly times: number;
  /** `n`: the number of a session. */
  ask(store: Store, n: number): unknown;
}

const listing = (name: string, query: (store: Store, n: number) => Omit<ListQuery, "limit">): Operation => ({
  name,
  times: 1,
  ask: (store, n) => store.list!({ limit: 50, ...query(store, n) }),
});

function change(n: number): Change {
  const now = Date.now();
  return {
    set: new Map([["visits", `${n}`]]),
    delete: new Set(),
    clear: false,
    modifiedAt: now,
    expiry: { from: null, expiresAt: now + lifetime },
  };
}

const load: Operation["ask"] = (store, n) => (store.loadNow ? store.loadNow(idOf(n)) : store.load(idOf(n)));
const commit: Operation["ask"] = (store, n) =>
  store.commitNow ? store.commitNow(idOf(n), change(n)) : store.commit(idOf(n), change(n));

export const operationsOf = ({ questions: [first] }: Engine): readonly Operation[] => [
  { name: "load, of 1,000 visitors", visitors: 1000, times: 50, ask: load },
  { name: "load, of all", times: 50, ask: load },
  { name: "commit, of 1,000 visitors", visitors: 1000, times: 25, ask: commit },
  { name: "commit, of all", times: 25, ask: commit },
  // As the Store tab asks: the expired too, where the store has them.
  listing("first page", (store) => ({ ...(store.lists?.expired && { state: "any" }), sort: first!.sort })),
  listing("first page of the live", () => ({ sort: first!.sort })),
  // One who has a session: every third has no user.
  listing("one user's sessions", (_, n) => ({ user: `${n - (n % 3) + 2}` })),
  listing("text that one in 15 has", () => ({ text: "Visitor 7" })),
  listing("text that none has, first answer", (_, n) => ({ text: `nobody has ${n}` })),
];

/** Milliseconds of one time, medians of slices; and of the pairs of slices with the first place, the median ratio. */
export interface Cost {
  readonly ms: number;
  readonly ratio: number;
}

/** Sizes take turns in every round, each with sessions drawn from all it has. */
export async function costsAt(places: readonly Place[], operation: Operation, rounds: number): Promise<Cost[]> {
  const slices: number[][] = places.map(() => []);
  for (let round = -warmUp(operation); round < rounds; round++) {
    for (const [at, place] of places.entries()) {
      const time = await slice(place, operation);
      if (round >= 0) slices[at]!.push(time);
    }
  }
  const [first] = slices;
  return slices.map((times) => ({ ms: median(times), ratio: median(times.map((time, at) => time / first![at]!)) }));
}

/** Rounds that do not count. Of few visitors nearly all have then been here once. */
const warmUp = ({ visitors }: Operation): number => (visitors ? 60 : 4);

async function slice({ store, count }: Place, { visitors = count, times, ask }: Operation): Promise<number> {
  const apart = count / visitors;
  const chosen = Array.from({ length: times }, () => Math.floor(Math.floor(Math.random() * visitors) * apart));
  const begun = performance.now();
  for (const n of chosen) {
    const answer = ask(store, n);
    if (answer instanceof Promise) await answer;
  }
  return (performance.now() - begun) / times;
}
