import { deepEqual, equal } from "node:assert/strict";
import {
  assertEntries,
  assertGone,
  assertHolds,
  assertStored,
  change,
  hour,
  newId,
  type StoreTest,
  session,
} from "./trial.ts";

const needs = ["shared"] as const;

export const sharingTests: readonly StoreTest[] = [
  {
    name: "another instance sees each step at once",
    needs,
    run: async (trial) => {
      const [here, there] = [trial.store, await trial.another()];
      const [id, stored] = await trial.created();
      await assertHolds(there, id, stored);
      equal(await there.create(id, session()), false, "the id is taken everywhere");
      assertStored(await there.commit(id, change({ set: { a: "1" } })), 2);
      await assertEntries(here, id, { name: '"Ada"', a: "1" });
      const next = newId();
      assertStored(await here.rotate(id, next, change()), 3);
      await assertGone(there, id);
      await assertEntries(there, next, { name: '"Ada"', a: "1" });
      equal(await there.delete(next), true);
      await assertGone(here, next);
    },
  },
  {
    name: "a commit after another instance's commits builds on them",
    needs,
    run: async (trial) => {
      const [here, there] = [trial.store, await trial.another()];
      const [id] = await trial.created({ entries: { a: "0", b: "0", c: "0" } });
      await here.load(id);
      await there.load(id);
      assertStored(await there.commit(id, change({ set: { b: "1" }, delete: ["c"] })), 2);
      assertStored(await here.commit(id, change({ set: { a: "1" } })), 3);
      assertStored(await there.commit(id, change({ set: { d: "1" } })), 4);
      await assertEntries(here, id, { a: "1", b: "1", d: "1" });
      await assertEntries(there, id, { a: "1", b: "1", d: "1" });
    },
  },
  {
    name: "a session that another instance ended stays ended for an instance that had loaded it",
    needs,
    run: async (trial) => {
      const [here, there] = [trial.store, await trial.another()];
      const [deleted] = await trial.created();
      const [rotated] = await trial.created();
      for (const id of [deleted, rotated]) {
        await here.load(id);
        await there.load(id);
      }
      await there.delete(deleted);
      await there.rotate(rotated, newId(), change());
      await assertGone(here, deleted);
      await assertGone(here, rotated);
    },
  },
  {
    name: "expect and ifRevision see another instance's commits",
    needs,
    run: async (trial) => {
      const [here, there] = [trial.store, await trial.another()];
      const [id] = await trial.created({ entries: { a: "0", b: "0" } });
      await here.load(id);
      await there.commit(id, change({ set: { a: "1" } }));
      deepEqual(await here.commit(id, change({ expect: { a: "0", b: "0" } })), { outcome: "conflict", keys: ["a"] });
      deepEqual(await here.commit(id, change({ ifRevision: 1 })), { outcome: "conflict", keys: [] });
      assertStored(await here.commit(id, change({ expect: { a: "1" }, ifRevision: 2 })), 3);
    },
  },
  {
    name: "a commit that moves no deadline does not undo another instance's touch or setExpiry",
    needs,
    run: async (trial) => {
      const [here, there] = [trial.store, await trial.another()];
      const [id, stored] = await trial.created({ expiry: "300" });
      await here.load(id);
      const touched = stored.expiresAt + hour;
      equal(await there.touch(id, touched, "300"), true);
      const unmoved = { modifiedAt: stored.modifiedAt, expiry: { from: null, expiresAt: stored.expiresAt + 1 } };
      assertStored(await here.commit(id, change(unmoved)), 2);
      await assertHolds(here, id, { ...stored, expiresAt: touched, revision: 2 });
      const set = { from: "300", to: "600", expiresAt: touched + hour };
      assertStored(await there.commit(id, change({ modifiedAt: stored.modifiedAt, expiry: set })), 3);
      const late = { modifiedAt: stored.modifiedAt, expiry: { from: "300", expiresAt: stored.expiresAt } };
      assertStored(await here.commit(id, change(late)), 4);
      equal(await here.touch(id, stored.expiresAt, "300"), true);
      await assertHolds(here, id, { ...stored, expiry: "600", expiresAt: set.expiresAt, revision: 4 });
    },
  },
  {
    name: "commits of two instances at once all survive",
    needs: ["shared", "atomic"],
    run: async (trial) => {
      const stores = [trial.store, await trial.another()];
      const [id] = await trial.created({ entries: {} });
      const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
      const results = await Promise.all(
        keys.map((key, at) => stores[at % 2]!.commit(id, change({ set: { [key]: "1" } }))),
      );
      for (const result of results) assertStored(result);
      for (const store of stores) await assertEntries(store, id, Object.fromEntries(keys.map((key) => [key, "1"])));
      equal((await trial.store.load(id))?.revision, keys.length + 1);
    },
  },
];
