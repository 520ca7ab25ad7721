import { deepEqual, equal } from "node:assert/strict";
import { assertEntries, assertHolds, assertStored, change, newId, type StoreTest } from "./trial.ts";

/** Keys that some language, encoding or collation changes or confuses with others. */
export const strangeKeys: readonly string[] = [
  ...["", " ", "a", "A", "a ", " a", "á", "a\u0301", "ss", "ß", "I", "ı", "Å", "\u212b", "ﬁ", "10", "9", "0", "-1"],
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "null", "undefined", "true", "length"],
  ...[
    "a.b",
    "a[0]",
    "a:b",
    "a/b",
    "../a",
    "a\\b",
    "\\u0041",
    "{a}",
    "*",
    "%",
    "_",
    "?",
    "$1",
    "'",
    '"',
    "`",
    "--",
    ";",
  ],
  ...["\u0000", "a\u0000", "a\u0000b", "\u0001", "\t", "\n", "\r\n", "\u007f", "\u0085", "\u2028", "\ufeff", "\uffff"],
  ...["😀", "👩‍👩‍👧", "漢字", "\u202eabc", "\ud800", "\udc00", "a\ud83d", "\ude00\ud83d", "\ufffd"],
  ...[
    "revision",
    "expires_at",
    "expiresAt",
    "user",
    "id",
    "data",
    "c",
    "m:rev",
    "d:a",
    "x".repeat(1000),
    "é".repeat(5000),
  ],
];

export const strangeTextTests: readonly StoreTest[] = [
  {
    name: "any string can be a key, and no two are the same key",
    run: async (trial) => {
      const { store } = trial;
      const entries = new Map(strangeKeys.map((key, index) => [key, `${index}`]));
      equal(entries.size, strangeKeys.length);
      const [id] = await trial.created({ entries });
      await assertEntries(store, id, entries);
      const moved = new Map(strangeKeys.map((key, index) => [key, `"${index}"`]));
      assertStored(await store.commit(id, change({ set: moved, expect: entries })), 2);
      await assertEntries(store, id, moved);
      const half = strangeKeys.filter((_, index) => index % 2 === 0);
      assertStored(await store.commit(id, change({ delete: half })), 3);
      for (const key of half) moved.delete(key);
      await assertEntries(store, id, moved);
      const absent = new Map(half.map((key) => [key, null]));
      assertStored(await store.commit(id, change({ expect: absent })), 4);
      const result = await store.commit(id, change({ expect: new Map([...moved.keys()].map((key) => [key, null])) }));
      equal(result.outcome, "conflict");
      if (result.outcome === "conflict") deepEqual(new Set(result.keys), new Set(moved.keys()));
    },
  },
  {
    name: "each strange key alone can be created, committed, moved by rotate, and deleted",
    run: async (trial) => {
      const { store } = trial;
      for (const key of strangeKeys) {
        const [id] = await trial.created({ entries: new Map([[key, "1"]]) });
        assertStored(await store.commit(id, change({ set: new Map([[key, "2"]]) })), 2);
        const next = newId();
        assertStored(await store.rotate(id, next, change({ expect: new Map([[key, "2"]]) })), 3);
        await assertEntries(store, next, new Map([[key, "2"]]));
        assertStored(await store.commit(next, change({ delete: [key] })), 4);
        await assertEntries(store, next, {});
      }
    },
  },
  {
    name: "any string can be a user and an expiry",
    run: async (trial) => {
      const { store } = trial;
      for (const text of strangeKeys) {
        const [id, stored] = await trial.created({ user: text, expiry: text });
        await assertHolds(store, id, stored);
        equal(await store.touch(id, stored.expiresAt + 1, text), true);
        await assertHolds(store, id, { ...stored, expiresAt: stored.expiresAt + 1 });
        equal(await store.touch(id, stored.expiresAt, `${text} `), true);
        await assertHolds(store, id, { ...stored, expiresAt: stored.expiresAt + 1 });
      }
    },
  },
  {
    name: "a session holds 10,000 keys, of which one is changed and half are deleted",
    run: async (trial) => {
      const { store } = trial;
      const entries = new Map(Array.from({ length: 10_000 }, (_, index) => [`key ${index}`, `"${index}"`]));
      const [id] = await trial.created({ entries });
      await assertEntries(store, id, entries);
      assertStored(await store.commit(id, change({ set: { "key 7": '"seven"' } })), 2);
      entries.set("key 7", '"seven"');
      const half = [...entries.keys()].filter((_, index) => index % 2 === 0);
      assertStored(await store.commit(id, change({ delete: half, set: new Map(entries) })), 3);
      await assertEntries(store, id, entries);
      assertStored(await store.commit(id, change({ delete: half })), 4);
      for (const key of half) entries.delete(key);
      await assertEntries(store, id, entries);
    },
  },
  {
    name: "a session holds a MiB, in one value or in a key",
    needs: ["large"],
    run: async (trial) => {
      const { store } = trial;
      const long = "é😀x".repeat(120_000);
      const entries = { long: JSON.stringify(long), small: "1" };
      const [id] = await trial.created({ entries });
      assertStored(await store.commit(id, change({ set: { small: "2" }, expect: entries })), 2);
      await assertEntries(store, id, { ...entries, small: "2" });
      const [other] = await trial.created({ entries: { [long]: "1" } });
      assertStored(await store.commit(other, change({ set: { [long]: "2" }, expect: { [long]: "1" } })), 2);
      await assertEntries(store, other, { [long]: "2" });
    },
  },
];
