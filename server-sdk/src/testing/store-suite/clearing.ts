import { deepEqual, equal, ok } from "node:assert/strict";
import type { SessionId } from "../../core/session-key.ts";
import type { Store } from "../../core/store.ts";
import { assertEntries, assertHolds, assertStored, change, hour, type StoreTest, type Trial } from "./trial.ts";

const needs = ["clearing"] as const;
const unending = new AbortController().signal;

async function createMany(trial: Trial, count: number, expiresAt: number): Promise<SessionId[]> {
  const ids: SessionId[] = [];
  for (let index = 0; index < count; index++) ids.push((await trial.created({ expiresAt }))[0]);
  return ids;
}

async function cleared(store: Store, batch: number, signal = unending): Promise<number[]> {
  const counts: number[] = [];
  for await (const count of store.clearExpired(batch, signal)) counts.push(count);
  return counts;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

export const clearingTests: readonly StoreTest[] = [
  {
    name: "clearExpired removes the dead, those at exactly their deadline too, and leaves the living",
    run: async (trial) => {
      const clock = trial.freeze();
      const deadline = clock.now() + hour;
      await createMany(trial, 3, deadline - 1);
      await createMany(trial, 2, deadline);
      const [id, living] = await trial.created({ expiresAt: deadline + 1 });
      clock.set(deadline);
      equal(sum(await cleared(trial.store, 100)), trial.store.traits.selfExpiring ? 0 : 5);
      await assertHolds(trial.store, id, living);
      deepEqual(sum(await cleared(trial.store, 100)), 0, "a second time there is nothing");
    },
  },
  {
    name: "clearExpired uses the deadline that was set last",
    run: async (trial) => {
      const { store } = trial;
      const clock = trial.freeze();
      const [touched, committed] = await createMany(trial, 2, clock.now() + hour);
      await store.touch(touched!, clock.now() + 9 * hour, null);
      await store.commit(committed!, change({ expiry: { from: null, expiresAt: clock.now() + 9 * hour } }));
      clock.advance(5 * hour);
      equal(sum(await cleared(trial.store, 10)), 0);
      assertStored(await store.commit(touched!, change()), 2);
      assertStored(await store.commit(committed!, change()), 3);
    },
  },
  {
    name: "clearExpired works in batches of at most the size asked for",
    needs,
    run: async (trial) => {
      const clock = trial.freeze();
      await createMany(trial, 25, clock.now() + 1000);
      clock.advance(1000);
      const counts = await cleared(trial.store, 10);
      ok(Math.max(...counts) <= 10, `batches of ${counts}`);
      equal(sum(counts), 25);
    },
  },
  {
    name: "clearExpired stops when its signal is aborted, and a later call goes on",
    needs,
    run: async (trial) => {
      const clock = trial.freeze();
      await createMany(trial, 25, clock.now() + 1000);
      clock.advance(1000);
      const early = AbortSignal.abort();
      equal(sum(await cleared(trial.store, 5, early)), 0, "aborted before it began, it removes nothing");
      const abort = new AbortController();
      let removed = 0;
      for await (const count of trial.store.clearExpired(5, abort.signal)) {
        removed += count;
        abort.abort();
      }
      ok(removed > 0 && removed <= 5, `removed ${removed} until it was aborted`);
      equal(removed + sum(await cleared(trial.store, 5)), 25);
    },
  },
  {
    name: "instances that clear at once count each dead session once, and remove no living one",
    needs: ["clearing", "shared"],
    run: async (trial) => {
      const others = [await trial.another(), await trial.another()];
      const clock = trial.freeze();
      await createMany(trial, 60, clock.now() + 1000);
      const living = await createMany(trial, 5, clock.now() + 9000);
      clock.advance(1000);
      const work = living.map((id) => trial.store.commit(id, change({ set: { seen: "1" } })));
      const counts = await Promise.all([trial.store, ...others].map((store) => cleared(store, 7)));
      for (const result of await Promise.all(work)) assertStored(result, 2);
      // An instance may skip sessions that another one is removing.
      equal(sum(counts.flat()) + sum(await cleared(trial.store, 7)), 60);
      for (const id of living) await assertEntries(trial.store, id, { name: '"Ada"', seen: "1" });
    },
  },
];
