import { equal } from "node:assert/strict";
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

export const expiryTests: readonly StoreTest[] = [
  {
    name: "a session lives up to the millisecond before its deadline",
    run: async (trial) => {
      const { store } = trial;
      const clock = trial.freeze();
      const [loaded, stored] = await trial.created();
      const [committed] = await trial.created();
      const [touched] = await trial.created();
      const [rotated] = await trial.created();
      clock.set(stored.expiresAt - 1);
      await assertHolds(store, loaded, stored);
      assertStored(await store.commit(committed, change()), 2);
      equal(await store.touch(touched, clock.now() + hour, null), true);
      assertStored(await store.rotate(rotated, newId(), change()), 2);
      clock.advance(hour / 2);
      await assertEntries(store, committed, { name: '"Ada"' });
      await assertEntries(store, touched, { name: '"Ada"' });
    },
  },
  {
    name: "a session is dead at exactly its deadline, for load, commit, touch and rotate",
    run: async (trial) => {
      const clock = trial.freeze();
      const [id, stored] = await trial.created();
      clock.set(stored.expiresAt);
      await assertGone(trial.store, id);
      clock.advance(hour);
      await assertGone(trial.store, id);
    },
  },
  {
    name: "a session created with its deadline in the past is dead",
    run: async (trial) => {
      const { store } = trial;
      trial.freeze();
      for (const expiresAt of [Date.now(), Date.now() - 10_000, 0, -5000]) {
        const id = newId();
        await store.create(id, session({ expiresAt }));
        await assertGone(store, id);
      }
    },
  },
  {
    name: "deadlines far away are kept as they are",
    run: async (trial) => {
      const [id, stored] = await trial.created({ expiresAt: Date.UTC(9999, 11, 31, 23, 59, 59, 999) });
      await assertHolds(trial.store, id, stored);
      const [short] = await trial.created({ expiresAt: Date.now() + hour });
      equal(await trial.store.touch(short, stored.expiresAt, null), true);
      equal((await trial.store.load(short))?.expiresAt, stored.expiresAt);
    },
  },
  {
    name: "commit and touch can end a session by moving its deadline to now",
    run: async (trial) => {
      const { store } = trial;
      trial.freeze();
      const [committed] = await trial.created();
      assertStored(await store.commit(committed, change({ expiry: { from: null, expiresAt: Date.now() } })));
      await assertGone(store, committed);
      const [touched] = await trial.created();
      equal(await store.touch(touched, Date.now() - 1, null), true);
      await assertGone(store, touched);
      const [rotated] = await trial.created();
      const next = newId();
      assertStored(await store.rotate(rotated, next, change({ expiry: { from: null, to: "-5", expiresAt: 0 } })));
      await assertGone(store, rotated);
      await assertGone(store, next);
    },
  },
  {
    name: "a writer that sets no expiry moves the deadline if the expiry is still the one that it knew",
    run: async (trial) => {
      const { store } = trial;
      const [policy, one] = await trial.created();
      const expiresAt = Date.now() + 3 * hour;
      await store.commit(policy, change({ modifiedAt: one.modifiedAt, expiry: { from: null, expiresAt } }));
      await assertHolds(store, policy, { ...one, expiresAt, revision: 2 });
      const [custom, two] = await trial.created({ expiry: "300" });
      await store.commit(custom, change({ modifiedAt: two.modifiedAt, expiry: { from: "300", expiresAt } }));
      await assertHolds(store, custom, { ...two, expiresAt, revision: 2 });
    },
  },
  {
    name: "a writer that knew another expiry leaves expiry and deadline alone, and its data is written",
    run: async (trial) => {
      const { store } = trial;
      for (const [expiry, from] of [
        ["300", null],
        [null, "300"],
        ["300", "301"],
        ["", null],
        [null, ""],
      ] as const) {
        const [id, stored] = await trial.created({ expiry });
        const made = { modifiedAt: stored.modifiedAt, expiry: { from, expiresAt: Date.now() + 9 * hour } };
        assertStored(await store.commit(id, change({ ...made, set: { a: "1" } })), 2);
        const entries = new Map([...stored.entries, ["a", "1"]]);
        await assertHolds(store, id, { ...stored, entries, revision: 2 });
        const next = newId();
        assertStored(await store.rotate(id, next, change({ ...made, delete: ["a"] })), 3);
        await assertHolds(store, next, { ...stored, revision: 3 });
      }
    },
  },
  {
    name: "an expiry that the writer sets is stored with its deadline, whatever was there",
    run: async (trial) => {
      const { store } = trial;
      const [id, stored] = await trial.created({ expiry: "300" });
      const { modifiedAt } = stored;
      const later = Date.now() + 4 * hour;
      await store.commit(id, change({ modifiedAt, expiry: { from: "other", to: "@4", expiresAt: later } }));
      await assertHolds(store, id, { ...stored, expiry: "@4", expiresAt: later, revision: 2 });
      await store.commit(id, change({ modifiedAt, expiry: { from: null, to: null, expiresAt: later + 1 } }));
      await assertHolds(store, id, { ...stored, expiry: null, expiresAt: later + 1, revision: 3 });
      const next = newId();
      await store.rotate(id, next, change({ modifiedAt, expiry: { from: "x", to: "0", expiresAt: later + 2 } }));
      await assertHolds(store, next, { ...stored, expiry: "0", expiresAt: later + 2, revision: 4 });
    },
  },
  {
    name: "touch moves the deadline and nothing else",
    run: async (trial) => {
      const clock = trial.freeze();
      const [id, stored] = await trial.created({ expiry: "300", user: "ada", entries: { a: "1", b: "[]" } });
      for (const expiresAt of [clock.now() + 5 * hour, clock.now() + hour / 2]) {
        clock.advance(10);
        equal(await trial.store.touch(id, expiresAt, "300"), true);
        await assertHolds(trial.store, id, { ...stored, expiresAt });
      }
    },
  },
  {
    name: "touch with another expiry than the stored one answers true and moves nothing",
    run: async (trial) => {
      const [id, stored] = await trial.created({ expiry: "300" });
      for (const from of [null, "301", ""]) equal(await trial.store.touch(id, Date.now() + 9 * hour, from), true);
      await assertHolds(trial.store, id, stored);
      const [policy, other] = await trial.created();
      equal(await trial.store.touch(policy, Date.now() + 9 * hour, "300"), true);
      await assertHolds(trial.store, policy, other);
    },
  },
  {
    name: "the deadline that counts is the last one set",
    run: async (trial) => {
      const { store } = trial;
      const clock = trial.freeze();
      const soon = { expiresAt: clock.now() + hour / 2 };
      const late = clock.now() + 2 * hour;
      const [touched] = await trial.created(soon);
      await store.touch(touched, late, null);
      const [committed] = await trial.created(soon);
      await store.commit(committed, change({ expiry: { from: null, expiresAt: late } }));
      const [rotated] = await trial.created(soon);
      const next = newId();
      await store.rotate(rotated, next, change({ expiry: { from: null, expiresAt: late } }));
      const ids = [touched, committed, next];
      clock.set(late - 1);
      for (const id of ids) await assertEntries(store, id, { name: '"Ada"' });
      clock.set(late);
      for (const id of ids) await assertGone(store, id);
    },
  },
];
