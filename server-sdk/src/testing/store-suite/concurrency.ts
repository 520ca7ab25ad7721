import { deepEqual, equal, ok } from "node:assert/strict";
import type { Store } from "../../core/store.ts";
import { assertEntries, assertGone, assertStored, change, newId, type StoreTest, session } from "./trial.ts";

const needs = ["atomic"] as const;
const count = 20;
const indexes = Array.from({ length: count }, (_, index) => index);

export const concurrencyTests: readonly StoreTest[] = [
  {
    name: "of many creates of one id at once, one wins",
    needs,
    run: async ({ store }) => {
      const id = newId();
      const taken = await Promise.all(
        indexes.map((index) => store.create(id, session({ entries: { by: `${index}` } }))),
      );
      equal(taken.filter(Boolean).length, 1);
      await assertEntries(store, id, { by: `${taken.indexOf(true)}` });
    },
  },
  {
    name: "of commits at once all are kept, each with a revision of its own",
    needs,
    run: async (trial) => {
      const { store } = trial;
      const [id] = await trial.created({ entries: { dropped: "1", kept: "1" } });
      const results = await Promise.all(
        indexes.map((index) => store.commit(id, change({ set: { [`k${index}`]: `${index}` }, delete: ["dropped"] }))),
      );
      const revisions = results.map((result) => (result.outcome === "stored" ? result.revision : result.outcome));
      deepEqual(new Set(revisions), new Set(indexes.map((index) => index + 2)));
      await assertEntries(store, id, { kept: "1", ...Object.fromEntries(indexes.map((i) => [`k${i}`, `${i}`])) });
    },
  },
  {
    name: "of commits at once to one key, the one with the last revision wins",
    needs,
    run: async (trial) => {
      const [id] = await trial.created();
      const results = await Promise.all(
        indexes.map(async (index) => {
          const result = await trial.store.commit(id, change({ set: { shared: `${index}` } }));
          return { index, revision: result.outcome === "stored" ? result.revision : 0 };
        }),
      );
      const last = results.reduce((a, b) => (a.revision > b.revision ? a : b));
      equal((await trial.store.load(id))?.entries.get("shared"), `${last.index}`);
    },
  },
  {
    name: "a reader sees the whole of a commit or nothing of it",
    needs,
    run: async (trial) => {
      const { store } = trial;
      const [id] = await trial.created({ entries: { a: "0", b: "0" } });
      let done = false;
      const reader = async () => {
        let reads = 0;
        do {
          const found = await store.load(id);
          const halves = [found?.entries.get("a"), found?.entries.get("b"), `${(found?.revision ?? 0) - 1}`];
          equal(new Set(halves).size, 1, `a reader saw ${halves}`);
          reads++;
        } while (!done);
        return reads;
      };
      const readers = [reader(), reader()];
      try {
        for (let n = 1; n <= count; n++) await store.commit(id, change({ set: { a: `${n}`, b: `${n}` } }));
      } finally {
        done = true;
      }
      for (const reads of await Promise.all(readers)) ok(reads > 0);
    },
  },
  {
    name: "counting with expect, many at once, loses no count",
    needs,
    run: async (trial) => {
      const { store } = trial;
      const [id] = await trial.created({ entries: { n: "0" } });
      const increment = async () => {
        for (let tries = 0; tries <= count; tries++) {
          const seen = (await store.load(id))!.entries.get("n")!;
          const result = await store.commit(id, change({ set: { n: `${Number(seen) + 1}` }, expect: { n: seen } }));
          if (result.outcome === "stored") return;
          deepEqual(result, { outcome: "conflict", keys: ["n"] });
        }
        throw new Error("somebody must win each round, so this many tries are enough");
      };
      await Promise.all(indexes.map(increment));
      await assertEntries(store, id, { n: `${count}` });
    },
  },
  {
    name: "of many rotations at once, one wins and the others find it gone",
    needs,
    run: async (trial) => {
      const { store } = trial;
      const [id] = await trial.created();
      const nexts = indexes.map(newId);
      const results = await Promise.all(
        nexts.map((next, index) => store.rotate(id, next, change({ set: { by: `${index}` } }))),
      );
      const winners = indexes.filter((index) => results[index]!.outcome === "stored");
      equal(winners.length, 1);
      equal(results.filter(({ outcome }) => outcome === "gone").length, count - 1);
      await assertEntries(store, nexts[winners[0]!]!, { name: '"Ada"', by: `${winners[0]}` });
      await assertGone(store, id);
    },
  },
  {
    name: "a commit at once with a rotation is moved along or finds the session gone",
    needs,
    run: (trial) => raceWithEnd(trial.store, (store, id, next) => store.rotate(id, next, change())),
  },
  {
    name: "a delete at once with commits and a rotation ends the session",
    needs,
    run: async (trial) => {
      const { store } = trial;
      for (let round = 0; round < 10; round++) {
        const [id] = await trial.created();
        const next = newId();
        const [, deleted, rotated] = await Promise.all([
          store.commit(id, change({ set: { a: "1" } })),
          store.delete(id),
          round % 2 ? store.rotate(id, next, change()) : store.commit(id, change()),
          store.touch(id, Date.now() + 9_000_000, null),
          store.commit(id, change({ clear: true, set: { b: "1" } })),
        ]);
        if (round % 2) equal(deleted, rotated.outcome === "gone", "either the delete or the rotation found it");
        else equal(deleted, true);
        await assertGone(store, id);
      }
    },
  },
];

async function raceWithEnd(
  store: Store,
  end: (store: Store, id: ReturnType<typeof newId>, next: ReturnType<typeof newId>) => ReturnType<Store["rotate"]>,
): Promise<void> {
  const id = newId();
  const next = newId();
  await store.create(id, session({ entries: {} }));
  const results = await Promise.all([
    ...indexes.map((index) => store.commit(id, change({ set: { [`k${index}`]: "1" } }))),
    end(store, id, next),
    ...indexes.map((index) => store.commit(id, change({ set: { [`l${index}`]: "1" } }))),
  ]);
  const rotated = results[count]!;
  assertStored(rotated);
  const names = [...indexes.map((index) => `k${index}`), "", ...indexes.map((index) => `l${index}`)];
  const acknowledged = names.filter((name, at) => name !== "" && results[at]!.outcome === "stored");
  await assertEntries(store, next, Object.fromEntries(acknowledged.map((name) => [name, "1"])));
  await assertGone(store, id);
}
