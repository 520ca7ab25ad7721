/** What a store says that its `list` can do (`lists`), and how many sessions it counts. A store that says nothing passes. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { SessionId } from "../../core/session-key.ts";
import type { ListQuery, ListSort, Store, StoredSession } from "../../core/store.ts";
import { assertGone, change, hour, newId, plain, type StoreTest, type Trial } from "./trial.ts";

const needs = ["list"] as const;

type Query = Omit<ListQuery, "cursor">;

/** Every page to the end, in the order in which the sessions come. */
async function listed(store: Store, query: Query): Promise<SessionId[]> {
  const ids: SessionId[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list!({ ...query, ...(cursor !== undefined && { cursor }) });
    ok(page.sessions.size <= query.limit, `a page of ${query.limit} held ${page.sessions.size}`);
    ids.push(...page.sessions.keys());
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  equal(new Set(ids).size, ids.length, "a session was listed twice");
  return ids;
}

const momentOf = ({ modifiedAt, createdAt, expiresAt }: StoredSession, { by }: ListSort): number =>
  ({ modified: modifiedAt, created: createdAt, expires: expiresAt })[by];

const bothWays = (store: Store): ListSort[] =>
  (store.lists?.sorts ?? []).flatMap((by) => [
    { by, descending: true },
    { by, descending: false },
  ]);

/** Sessions whose moments are in different orders, some of them the same. */
async function createOrdered(trial: Trial): Promise<Map<SessionId, StoredSession>> {
  const now = Date.now();
  const all = new Map<SessionId, StoredSession>();
  for (let index = 0; index < 24; index++) {
    const [id, stored] = await trial.created({
      entries: { index: `${index}`, ...(index % 3 === 0 && { third: "1" }) },
      createdAt: now - hour - ((index * 7) % 24),
      modifiedAt: now - ((index * 5) % 8),
      expiresAt: now + hour + ((index * 11) % 24),
      user: index % 2 ? "odd" : null,
    });
    all.set(id, stored);
  }
  return all;
}

/** Three that are alive and five whose time has come. The clock stands. */
async function createDead(trial: Trial): Promise<{ readonly dead: Set<SessionId>; readonly live: Set<SessionId> }> {
  const clock = trial.freeze();
  const [dead, live] = [new Set<SessionId>(), new Set<SessionId>()];
  for (let index = 0; index < 8; index++) {
    const expiresAt = clock.now() + (index < 5 ? index : hour);
    const [id] = await trial.created({ expiresAt, user: index % 2 ? "ada" : null, entries: { a: `"${index}"` } });
    (index < 5 ? dead : live).add(id);
  }
  clock.advance(4);
  return { dead, live };
}

export const orderTests: readonly StoreTest[] = [
  {
    name: "list in an order gives every session once, page by page, sorted",
    needs,
    run: async (trial) => {
      const all = await createOrdered(trial);
      for (const sort of bothWays(trial.store)) {
        for (const limit of [1, 5, 24, 100]) {
          const ids = await listed(trial.store, { limit, sort });
          deepEqual(new Set(ids), new Set(all.keys()), `by ${sort.by} in pages of ${limit}`);
          const moments = ids.map((id) => momentOf(all.get(id)!, sort));
          deepEqual(moments, sort.descending ? moments.toSorted((a, b) => b - a) : moments.toSorted((a, b) => a - b));
        }
      }
    },
  },
  {
    name: "list in an order filters as it does without",
    needs,
    run: async (trial) => {
      await createOrdered(trial);
      const filters: readonly Omit<Query, "limit" | "sort">[] = [
        { user: "odd" },
        { text: "third" },
        { signedIn: true },
        { signedIn: false, text: "third" },
      ];
      for (const filter of filters) {
        const expected = new Set(await listed(trial.store, { limit: 100, ...filter }));
        for (const sort of bothWays(trial.store)) {
          const ids = await listed(trial.store, { limit: 3, sort, ...filter });
          deepEqual(new Set(ids), expected, `${JSON.stringify(filter)} by ${sort.by}`);
        }
      }
    },
  },
  {
    name: "list in the order of changes follows a commit",
    needs,
    run: async (trial) => {
      const { store } = trial;
      if (!store.lists?.sorts.includes("modified")) return;
      const [first] = await trial.created({ modifiedAt: Date.now() - 2 * hour });
      const [second] = await trial.created({ modifiedAt: Date.now() - hour });
      const sort: ListSort = { by: "modified", descending: true };
      deepEqual(await listed(store, { limit: 10, sort }), [second, first]);
      await store.commit(first, change({ set: { a: "1" } }));
      deepEqual(await listed(store, { limit: 10, sort }), [first, second]);
    },
  },
  {
    name: "list of those with or without a user leaves out the others",
    needs,
    run: async (trial) => {
      const [ada] = await trial.created({ user: "ada" });
      const [nobody] = await trial.created({ user: null });
      // Of a store that does not know the question, the caller leaves them out.
      if (!trial.store.lists) return;
      deepEqual(await listed(trial.store, { limit: 10, signedIn: true }), [ada]);
      deepEqual(await listed(trial.store, { limit: 10, signedIn: false }), [nobody]);
      deepEqual(await listed(trial.store, { limit: 10, signedIn: false, user: "ada" }), []);
    },
  },
  {
    name: "list tells the expired from the live, in every order",
    needs,
    run: async (trial) => {
      const { store } = trial;
      if (!store.lists?.expired) return;
      const { dead, live } = await createDead(trial);
      for (const sort of [undefined, ...bothWays(store)]) {
        for (const limit of [1, 3, 100]) {
          const found = async (state: NonNullable<Query["state"]>) =>
            new Set(await listed(store, { limit, state, ...(sort && { sort }) }));
          deepEqual(await found("expired"), dead);
          deepEqual(await found("live"), live);
          deepEqual(await found("any"), new Set([...dead, ...live]));
        }
      }
      equal((await listed(store, { limit: 10, state: "expired", text: '"1"' })).length, 1);
      equal((await listed(store, { limit: 1, state: "expired", user: "ada" })).length, 2);
      equal((await listed(store, { limit: 1, state: "any", user: "ada" })).length, 4);
    },
  },
  {
    name: "loadAny reads an expired session, which stays dead, and none that is gone",
    needs,
    run: async (trial) => {
      const { store } = trial;
      if (!store.lists?.expired) return;
      const clock = trial.freeze();
      const [id, stored] = await trial.created({ expiresAt: clock.now() + 10 });
      deepEqual(plain((await store.loadAny!(id))!), plain(stored));
      clock.advance(10);
      deepEqual(plain((await store.loadAny!(id))!), plain(stored));
      await assertGone(store, id);
      await store.delete(id);
      equal(await store.loadAny!(id), null);
      equal(await store.loadAny!(newId()), null);
    },
  },
  {
    name: "count of few is exact, the expired among them",
    needs,
    run: async (trial) => {
      const { store } = trial;
      if (!store.count) return;
      const none = await store.count("all");
      if (none) deepEqual(none, { count: 0, exact: true });
      const { dead, live } = await createDead(trial);
      const [all, expired] = [await store.count("all"), await store.count("expired")];
      // Sessions that vanish by themselves do so by the clock on the wall.
      const there = store.traits.selfExpiring ? Math.max(live.size, all?.count ?? 0) : dead.size + live.size;
      if (all) deepEqual(all, { count: there, exact: true });
      if (expired) deepEqual(expired, { count: dead.size, exact: true });
    },
  },
];
