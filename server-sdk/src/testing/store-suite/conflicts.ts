import { deepEqual, equal } from "node:assert/strict";
import type { CommitResult } from "../../core/store.ts";
import { assertEntries, assertHolds, assertStored, change, hour, newId, type StoreTest } from "./trial.ts";

/** The order of keys in a conflict is free. */
function assertConflict(result: CommitResult, keys: readonly string[]): void {
  equal(result.outcome, "conflict");
  if (result.outcome === "conflict") deepEqual([...result.keys].sort(), [...keys].sort());
}

export const conflictTests: readonly StoreTest[] = [
  {
    name: "expect that holds lets the commit through",
    run: async (trial) => {
      const [id] = await trial.created({ entries: { a: "1", b: "2" } });
      const made = change({ set: { a: "5", c: "6" }, expect: { a: "1", b: "2", c: null } });
      assertStored(await trial.store.commit(id, made), 2);
      await assertEntries(trial.store, id, { a: "5", b: "2", c: "6" });
    },
  },
  {
    name: "expect that does not hold names the keys and writes nothing",
    run: async (trial) => {
      const { store } = trial;
      const [id, stored] = await trial.created({ entries: { same: "1", other: "1", here: "1", "": "1" }, user: "ada" });
      const expect = { same: "1", other: "2", here: null, missing: "1", absent: null, "": "2" };
      const made = change({
        set: { same: "5", other: "5" },
        delete: ["here"],
        clear: true,
        modifiedAt: Date.now() + 1000,
        expiry: { from: null, to: "@9", expiresAt: Date.now() + 9000 },
        user: "eve",
        expect,
      });
      assertConflict(await store.commit(id, made), ["other", "here", "missing", ""]);
      await assertHolds(store, id, stored);
      const next = newId();
      assertConflict(await store.rotate(id, next, made), ["other", "here", "missing", ""]);
      equal(await store.load(next), null, "nothing is under the next id");
      await assertHolds(store, id, stored);
    },
  },
  {
    name: "expect looks at the session before clear and delete",
    run: async (trial) => {
      const [id] = await trial.created({ entries: { a: "1", b: "1" } });
      const made = change({ clear: true, delete: ["b"], set: { c: "1" }, expect: { a: "1", b: "1", c: null } });
      assertStored(await trial.store.commit(id, made), 2);
      await assertEntries(trial.store, id, { c: "1" });
    },
  },
  {
    name: "expect compares texts, not what they mean",
    run: async (trial) => {
      const [id] = await trial.created({ entries: { a: "1", b: '"A"' } });
      const made = change({ set: { c: "1" }, expect: { a: "1.0", b: '"a"' } });
      assertConflict(await trial.store.commit(id, made), ["a", "b"]);
    },
  },
  {
    name: "ifRevision lets a commit through at that revision only, and writes nothing otherwise",
    run: async (trial) => {
      const { store } = trial;
      const [id, stored] = await trial.created({ entries: { a: "1" } });
      assertConflict(await store.commit(id, change({ set: { a: "2" }, ifRevision: 2 })), []);
      assertConflict(await store.rotate(id, newId(), change({ set: { a: "2" }, ifRevision: 0 })), []);
      await assertHolds(store, id, stored);
      assertStored(await store.commit(id, change({ set: { a: "2" }, ifRevision: 1 })), 2);
      assertConflict(await store.commit(id, change({ set: { a: "3" }, ifRevision: 1 })), []);
      assertStored(await store.rotate(id, newId(), change({ ifRevision: 2 })), 3);
    },
  },
  {
    name: "ifRevision and expect must both hold",
    run: async (trial) => {
      const { store } = trial;
      const [id, stored] = await trial.created({ entries: { a: "1", b: "1" } });
      assertConflict(await store.commit(id, change({ ifRevision: 1, expect: { a: "2", b: "1" } })), ["a"]);
      assertConflict(await store.commit(id, change({ ifRevision: 7, expect: { a: "1" } })), []);
      assertConflict(await store.commit(id, change({ ifRevision: 7, expect: { a: "2" } })), ["a"]);
      await assertHolds(store, id, stored);
    },
  },
  {
    name: "a touch causes no conflict",
    run: async (trial) => {
      const [id] = await trial.created();
      await trial.store.touch(id, Date.now() + hour / 2, null);
      assertStored(await trial.store.commit(id, change({ ifRevision: 1 })), 2);
    },
  },
  {
    name: "a session that is gone is answered as gone, not as a conflict",
    run: async (trial) => {
      const made = change({ ifRevision: 4, expect: { a: "1" } });
      deepEqual(await trial.store.commit(newId(), made), { outcome: "gone" });
      const [id] = await trial.created();
      await trial.store.delete(id);
      deepEqual(await trial.store.commit(id, made), { outcome: "gone" });
      deepEqual(await trial.store.rotate(id, newId(), made), { outcome: "gone" });
    },
  },
];
