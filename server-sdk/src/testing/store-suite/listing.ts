import { deepEqual, equal, ok } from "node:assert/strict";
import type { SessionId } from "../../core/session-key.ts";
import type { Store, StoredSession } from "../../core/store.ts";
import { strangeKeys } from "./strange-text.ts";
import { change, newId, plain, type StoreTest, session } from "./trial.ts";

type Query = Omit<Parameters<NonNullable<Store["list"]>>[0], "cursor">;

/** Reads every page to the end. It fails when a page is too long or a session comes twice. */
async function listAll(
  store: Store,
  query: Query,
  between?: () => Promise<void>,
): Promise<Map<SessionId, StoredSession>> {
  const found = new Map<SessionId, StoredSession>();
  let cursor: string | undefined;
  do {
    const page = await store.list!({ ...query, cursor });
    ok(page.sessions.size <= query.limit, `a page of ${query.limit} held ${page.sessions.size}`);
    for (const [id, stored] of page.sessions) {
      ok(!found.has(id), "a session was listed twice");
      found.set(id, stored);
    }
    cursor = page.next ?? undefined;
    await between?.();
  } while (cursor !== undefined);
  return found;
}

const needs = ["list"] as const;

export const listingTests: readonly StoreTest[] = [
  {
    name: "list of an empty store is an empty last page",
    needs,
    run: async ({ store }) => {
      const page = await store.list!({ limit: 10 });
      equal(page.sessions.size, 0);
      equal(page.next, null);
    },
  },
  {
    name: "list gives every session once, page by page, as load does",
    needs,
    run: async (trial) => {
      const all = new Map<SessionId, StoredSession>();
      for (let index = 0; index < 25; index++) {
        const [id, stored] = await trial.created({ entries: { index: `${index}` }, user: index % 2 ? "odd" : null });
        all.set(id, stored);
      }
      for (const limit of [1, 7, 25, 26, 100]) {
        const found = await listAll(trial.store, { limit });
        deepEqual(new Set(found.keys()), new Set(all.keys()), `in pages of ${limit}`);
        for (const [id, stored] of found) deepEqual(plain(stored), plain(all.get(id)!));
      }
    },
  },
  {
    name: "list leaves out the dead",
    needs,
    run: async (trial) => {
      const { store } = trial;
      const clock = trial.freeze();
      const [dying, { expiresAt }] = await trial.created();
      const [deleted] = await trial.created();
      const [rotated] = await trial.created();
      const next = newId();
      await store.delete(deleted);
      await store.rotate(rotated, next, change({ expiry: { from: null, expiresAt: expiresAt + 1 } }));
      deepEqual(new Set((await listAll(store, { limit: 10 })).keys()), new Set([dying, next]));
      clock.set(expiresAt);
      deepEqual(new Set((await listAll(store, { limit: 1 })).keys()), new Set([next]));
    },
  },
  {
    name: "list has every session exactly once that lives throughout, while others come and go between pages",
    needs,
    run: async (trial) => {
      const { store } = trial;
      const lasting = new Set<SessionId>();
      const passing: SessionId[] = [];
      for (let index = 0; index < 20; index++) {
        lasting.add((await trial.created())[0]);
        passing.push((await trial.created())[0]);
      }
      const found = await listAll(store, { limit: 3 }, async () => {
        const gone = passing.pop();
        if (gone) await store.delete(gone);
        await store.create(newId(), session());
        for (const id of [...lasting].slice(0, 4)) await store.touch(id, Date.now() + 9_000_000, null);
      });
      for (const id of lasting) ok(found.has(id), "a session that lived throughout was skipped");
    },
  },
  {
    name: "list by user finds exactly the user's sessions",
    needs,
    run: async (trial) => {
      const { store } = trial;
      const users = [...strangeKeys, "ada", "ada ", "Ada"];
      const ids = new Map<string, Set<SessionId>>();
      for (const user of users) {
        const [first] = await trial.created({ user });
        const [second] = await trial.created({ user: null });
        await store.commit(second, change({ user }));
        ids.set(user, new Set([first, second]));
      }
      await trial.created({ user: null });
      for (const user of users) {
        const found = await listAll(store, { limit: 1, user });
        deepEqual(new Set(found.keys()), ids.get(user), `sessions of user ${JSON.stringify(user)}`);
      }
      equal((await listAll(store, { limit: 9, user: "nobody" })).size, 0);
    },
  },
  {
    name: "list by user does not find a session that no longer has the user",
    needs,
    run: async (trial) => {
      const { store } = trial;
      const [id] = await trial.created({ user: "ada" });
      await store.commit(id, change({ user: "bob" }));
      equal((await listAll(store, { limit: 9, user: "ada" })).size, 0);
      const next = newId();
      await store.rotate(id, next, change());
      deepEqual([...(await listAll(store, { limit: 9, user: "bob" })).keys()], [next]);
      await store.commit(next, change({ user: null }));
      equal((await listAll(store, { limit: 9, user: "bob" })).size, 0);
    },
  },
  {
    name: "list by text finds substrings of keys and of values, exactly",
    needs,
    run: async (trial) => {
      const { store } = trial;
      const [byKey] = await trial.created({ entries: { "a 50% key_one": "1" } });
      const [byValue] = await trial.created({ entries: { v: '{"deep":["O\'Hara \\\\ é😀"]}' }, user: "ada" });
      const [both] = await trial.created({ entries: { key_one: '"Hara"', other: "2" } });
      const [quoted] = await trial.created({ entries: { 'say "hi"': "1", "back\\slash": "1", "\u0000nul": "1" } });
      await trial.created({ entries: { keyXone: '"50 key"', HARA: "1" }, user: "Hara", expiry: "Hara" });
      const expected: Readonly<Record<string, readonly SessionId[]>> = {
        key_one: [byKey, both],
        "50%": [byKey],
        Hara: [byValue, both],
        "O'Hara": [byValue],
        "é😀": [byValue],
        '"deep":[': [byValue],
        '"hi"': [quoted],
        "k\\s": [quoted],
        "\u0000n": [quoted],
        nowhere: [],
      };
      for (const [text, ids] of Object.entries(expected)) {
        const found = await listAll(store, { limit: 1, text });
        deepEqual(new Set(found.keys()), new Set(ids), `sessions with ${JSON.stringify(text)}`);
      }
      equal((await listAll(store, { limit: 5, text: "" })).size, 5, "an empty text is in every session");
      deepEqual([...(await listAll(store, { limit: 5, text: "Hara", user: "ada" })).keys()], [byValue]);
      equal((await listAll(store, { limit: 5, text: "key_one", user: "ada" })).size, 0);
    },
  },
  {
    name: "list by text matches neither across entries nor in what a store puts around them",
    needs,
    run: async (trial) => {
      const now = Date.now();
      await trial.created({ entries: { ab: "12", cd: "34" }, createdAt: now });
      for (const text of ["abcd", "1234", "ab12", "12cd", `${now}`, ",", "\n"]) {
        equal((await listAll(trial.store, { limit: 5, text })).size, 0, `nothing holds ${JSON.stringify(text)}`);
      }
    },
  },
];
