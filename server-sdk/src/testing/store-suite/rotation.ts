import { equal } from "node:assert/strict";
import { assertGone, assertHolds, assertStored, change, newId, type StoreTest } from "./trial.ts";

export const rotationTests: readonly StoreTest[] = [
  {
    name: "rotate moves everything, with the change, to the next id",
    run: async (trial) => {
      const { store } = trial;
      const clock = trial.freeze();
      const [id, stored] = await trial.created({ entries: { kept: "1", dropped: "1" }, expiry: "300", user: "ada" });
      clock.advance(1000);
      const next = newId();
      const expiry = { from: "300", expiresAt: clock.now() + 300_000 };
      const made = change({ set: { added: "2" }, delete: ["dropped"], expiry });
      assertStored(await store.rotate(id, next, made), 2);
      await assertHolds(store, next, {
        ...stored,
        entries: new Map([
          ["kept", "1"],
          ["added", "2"],
        ]),
        modifiedAt: clock.now(),
        expiresAt: expiry.expiresAt,
        revision: 2,
      });
    },
  },
  {
    name: "after rotate the old id is gone for ever",
    run: async (trial) => {
      const { store } = trial;
      const [id] = await trial.created();
      const next = newId();
      await store.rotate(id, next, change());
      await assertGone(store, id);
      equal(await store.delete(id), false, "nothing is left to delete under the old id");
      await store.commit(next, change({ set: { a: "1" } }));
      await assertGone(store, id);
      await store.delete(next);
      await assertGone(store, id);
    },
  },
  {
    name: "the session under the next id can be committed, rotated and deleted like any other",
    run: async (trial) => {
      const { store } = trial;
      const [id] = await trial.created();
      const [second, third] = [newId(), newId()];
      assertStored(await store.rotate(id, second, change({ user: "ada" })), 2);
      assertStored(await store.commit(second, change({ set: { a: "1" } })), 3);
      assertStored(await store.rotate(second, third, change({ clear: true, set: { b: "1" } })), 4);
      await assertGone(store, second);
      const found = await store.load(third);
      equal(found?.user, "ada");
      equal(found.entries.get("b"), "1");
      equal(found.entries.size, 1);
      equal(await store.delete(third), true);
      await assertGone(store, third);
    },
  },
];
