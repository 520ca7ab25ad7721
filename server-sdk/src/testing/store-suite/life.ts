import { deepEqual, equal, notEqual } from "node:assert/strict";
import { assertEntries, assertGone, assertHolds, change, hour, newId, type StoreTest, session } from "./trial.ts";

export const lifeTests: readonly StoreTest[] = [
  {
    name: "the store's kind, name, traits and methods agree with the abilities that the factory says it lacks",
    run: async ({ store, lacks }) => {
      equal(store.kind, "server");
      notEqual(store.name, "");
      equal(store.traits.atomic, !lacks.atomic, "traits.atomic");
      equal(store.traits.shared, !lacks.shared, "traits.shared");
      equal(store.traits.selfExpiring, Boolean(lacks.clearing), "traits.selfExpiring");
      equal(store.list !== undefined, !lacks.list, "has list()");
    },
  },
  {
    name: "every call finds an id gone that was never created",
    run: ({ store }) => assertGone(store, newId()),
  },
  {
    name: "create stores every field, and load answers it",
    run: async (trial) => {
      const now = Date.now();
      const [id, stored] = await trial.created({
        entries: { name: '"Ada"', cart: '{"items":[1,2,3]}', visits: "7", gone: "null", on: "true" },
        createdAt: now - 5000,
        modifiedAt: now - 3000,
        expiresAt: now + 7 * hour,
        expiry: "25200",
        user: "ada@example.com",
      });
      await assertHolds(trial.store, id, stored);
    },
  },
  {
    name: "create stores a session without entries",
    run: async (trial) => {
      const [id, stored] = await trial.created({ entries: {} });
      await assertHolds(trial.store, id, stored);
    },
  },
  {
    name: "create under a taken id answers false and writes nothing",
    run: async (trial) => {
      const [id, stored] = await trial.created({ user: "ada" });
      equal(await trial.store.create(id, session({ entries: { name: '"Eve"' }, user: "eve" })), false);
      await assertHolds(trial.store, id, stored);
    },
  },
  {
    name: "load changes nothing, however often",
    run: async (trial) => {
      const clock = trial.freeze();
      const [id, stored] = await trial.created();
      const unknown = newId();
      for (let times = 0; times < 5; times++) {
        clock.advance(1000);
        await assertHolds(trial.store, id, stored);
        equal(await trial.store.load(unknown), null);
      }
      equal(await trial.store.create(unknown, session()), true, "looking for an id did not take it");
    },
  },
  {
    name: "what a caller changes in its own objects afterwards does not reach the store",
    run: async ({ store }) => {
      const id = newId();
      const entries = new Map([["name", '"Ada"']]);
      await store.create(id, { ...session(), entries });
      entries.set("name", '"Eve"');
      await assertEntries(store, id, { name: '"Ada"' });
      const set = new Map([["city", '"London"']]);
      await store.commit(id, { ...change(), set });
      set.set("city", '"Paris"');
      await assertEntries(store, id, { name: '"Ada"', city: '"London"' });
    },
  },
  {
    name: "after delete the session is gone to every call",
    run: async (trial) => {
      const [id] = await trial.created();
      equal(await trial.store.delete(id), true, "there was something to delete");
      await assertGone(trial.store, id);
      equal(await trial.store.delete(id), false, "there was nothing any more");
      equal(await trial.store.delete(newId()), false, "there never was anything");
    },
  },
  {
    name: "a change to one session leaves all others alone",
    run: async (trial) => {
      const { store } = trial;
      const [first, stored] = await trial.created();
      const [second] = await trial.created();
      const [third] = await trial.created();
      await store.commit(second, change({ set: { name: '"Bob"' }, clear: true, user: "bob" }));
      await store.touch(second, Date.now() + 5 * hour, null);
      await store.rotate(third, newId(), change({ delete: ["name"] }));
      await store.delete(second);
      await assertHolds(store, first, stored);
    },
  },
  {
    name: "migrate leaves nothing to do for the next migrate",
    run: async ({ store }) => {
      if (!store.migrate) return;
      await store.migrate();
      deepEqual(await store.migrate(), []);
    },
  },
];
