import { assertEntries, assertHolds, assertStored, change, type StoreTest } from "./trial.ts";

export const commitTests: readonly StoreTest[] = [
  {
    name: "commit sets and deletes keys, leaves the others alone, and raises the revision",
    run: async (trial) => {
      const { store } = trial;
      const clock = trial.freeze();
      const [id, stored] = await trial.created({ entries: { kept: "1", replaced: "1", dropped: "1" }, user: "ada" });
      clock.advance(1000);
      const made = change({ set: { replaced: "2", added: "2" }, delete: ["dropped", "never there"] });
      assertStored(await store.commit(id, made), 2);
      await assertHolds(store, id, {
        ...stored,
        entries: new Map([
          ["kept", "1"],
          ["replaced", "2"],
          ["added", "2"],
        ]),
        modifiedAt: clock.now(),
        expiresAt: made.expiry.expiresAt,
        revision: 2,
      });
      assertStored(await store.commit(id, change({ set: { added: "3" } })), 3);
    },
  },
  {
    name: "commits by writers that read the same revision merge, key by key",
    run: async (trial) => {
      const { store } = trial;
      const [id] = await trial.created({ entries: { a: "0", b: "0", c: "0" } });
      assertStored(await store.commit(id, change({ set: { a: "1" } })), 2);
      assertStored(await store.commit(id, change({ set: { b: "1" } })), 3);
      assertStored(await store.commit(id, change({ delete: ["c"] })), 4);
      await assertEntries(store, id, { a: "1", b: "1" });
    },
  },
  {
    name: "clear drops every key, also those that the writer never saw",
    run: async (trial) => {
      const [id] = await trial.created({ entries: { a: "1", b: "1" } });
      await trial.store.commit(id, change({ set: { unseen: "1" } }));
      assertStored(await trial.store.commit(id, change({ clear: true })), 3);
      await assertEntries(trial.store, id, {});
    },
  },
  {
    name: "clear comes first, then delete, then set",
    run: async (trial) => {
      const { store } = trial;
      const [id] = await trial.created({ entries: { a: "1", b: "1", c: "1" } });
      await store.commit(id, change({ clear: true, delete: ["a", "b"], set: { b: "2", c: "2" } }));
      await assertEntries(store, id, { b: "2", c: "2" });
      await store.commit(id, change({ delete: ["b"], set: { b: "3" } }));
      await assertEntries(store, id, { b: "3", c: "2" });
    },
  },
  {
    name: "an emptied session keeps its record and takes new keys",
    run: async (trial) => {
      const [id] = await trial.created({ entries: { a: "1" } });
      await trial.store.commit(id, change({ delete: ["a"] }));
      await assertEntries(trial.store, id, {});
      assertStored(await trial.store.commit(id, change({ set: { b: "1" } })), 3);
      await assertEntries(trial.store, id, { b: "1" });
    },
  },
  {
    name: "a commit that changes nothing still raises the revision",
    run: async (trial) => {
      const clock = trial.freeze();
      const [id, stored] = await trial.created();
      clock.advance(1000);
      const nothing = change();
      assertStored(await trial.store.commit(id, nothing), 2);
      await assertHolds(trial.store, id, {
        ...stored,
        modifiedAt: clock.now(),
        expiresAt: nothing.expiry.expiresAt,
        revision: 2,
      });
    },
  },
  {
    name: "a commit leaves, sets or removes the user",
    run: async (trial) => {
      const { store } = trial;
      const [id, stored] = await trial.created({ user: "ada" });
      const at = { modifiedAt: stored.modifiedAt, expiry: { from: null, expiresAt: stored.expiresAt } };
      await store.commit(id, change(at));
      await assertHolds(store, id, { ...stored, revision: 2 });
      await store.commit(id, change({ ...at, user: "bob" }));
      await assertHolds(store, id, { ...stored, revision: 3, user: "bob" });
      await store.commit(id, change({ ...at, user: null }));
      await assertHolds(store, id, { ...stored, revision: 4, user: null });
    },
  },
  {
    name: "texts come back exactly",
    run: async (trial) => {
      const texts = {
        number: "1.0",
        big: "12345678901234567890.10",
        huge: "1e400",
        zero: "-0",
        spaced: ' { "b" : 1 ,\n\t"a" : [ ] } ',
        repeated: '{"a":1,"a":2}',
        order: '{"z":1,"10":2,"9":3,"a":4}',
        escaped: '"\\u0041\\/\\ud83d\\ude00\\u0000\\ud800"',
        plain: '"é ß 漢字 😀 \u2028 \u007f \ufeff"',
        quotes: `"it's \\"quoted\\" \\\\ %s $1 \${x} ? :name"`,
        empty: '""',
      };
      const [id] = await trial.created({ entries: texts });
      await assertEntries(trial.store, id, texts);
      const [other] = await trial.created({ entries: {} });
      await trial.store.commit(other, change({ set: texts }));
      await assertEntries(trial.store, other, texts);
      assertStored(await trial.store.commit(other, change({ expect: texts })), 3);
    },
  },
];
