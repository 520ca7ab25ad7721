import { Redis } from "ioredis";
import * as redis from "redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedService } from "../../../scripts/services/shared-services.ts";
import { StoreError } from "../core/errors.ts";
import { type RejectedEvent, rejected } from "../core/events.ts";
import { assertEntries, change, hour, newId, session } from "../testing/store-suite/trial.ts";
import { type StoreFactory, storeSuite } from "../testing/store-suite.ts";
import type { RedisClient } from "./redis/client.ts";
import { open, RedisStore } from "./redis.ts";

const { createClient } = redis;
const connect = async (url: string) => {
  const client = createClient({ url });
  await client.connect();
  return client;
};
/** Before version 5 a client was told to quit. */
const end = (client: Awaited<ReturnType<typeof connect>>) => (client.close ?? client.quit).call(client);
let url: string;
let client: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  url = await sharedService("redis");
  client = await connect(url);
});
afterAll(() => end(client));

/** A prefix per test: others use the same server. */
let prefix = "";
let count = 0;
const newPrefix = () => {
  prefix = `test [${process.pid}] ${count++}*:`;
};
const openStore = () => open(new URL(`${url}?prefix=${encodeURIComponent(prefix)}`));

const factory: StoreFactory = {
  name: "Redis",
  open: openStore,
  reset: async () => newPrefix(),
  lacks: { clearing: "Redis removes sessions by itself" },
};

describe("RedisStore", () => {
  for (const { name, skip, run } of storeSuite(factory)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

describe("keys in Redis", () => {
  let store: RedisStore;
  const keyOf = (id: string) => `${prefix}session:${id}`;
  beforeAll(() => {
    newPrefix();
    store = new RedisStore(client, { prefix });
  });

  test("a session's key goes with its deadline, and no sooner", async () => {
    const id = newId();
    await store.create(id, session({ expiresAt: Date.now() + hour }));
    const near = (expected: number, actual: number) => expect(Math.abs(actual - expected)).toBeLessThan(60_000);
    near(hour, await client.pTTL(keyOf(id)));
    await store.commit(id, change({ expiry: { from: null, expiresAt: Date.now() + 2 * hour } }));
    near(2 * hour, await client.pTTL(keyOf(id)));
    await store.touch(id, Date.now() + 3 * hour, null);
    near(3 * hour, await client.pTTL(keyOf(id)));
    const next = newId();
    await store.rotate(id, next, change({ expiry: { from: null, expiresAt: Date.now() + 4 * hour } }));
    near(4 * hour, await client.pTTL(keyOf(next)));
    expect(await client.exists(keyOf(id))).toBe(0);
    await store.commit(next, change({ expiry: { from: null, expiresAt: Date.now() - 1 } }));
    expect(await client.exists(keyOf(next))).toBe(0);
  });

  test("the key that Redis has removed is gone", async () => {
    const id = newId();
    await store.create(id, session());
    await client.pExpire(keyOf(id), 1);
    await expect.poll(() => client.exists(keyOf(id))).toBe(0);
    expect(await store.load(id)).toBeNull();
    expect(await store.commit(id, change())).toEqual({ outcome: "gone" });
  });

  test("a late commit to a deleted session leaves no trace", async () => {
    const id = newId();
    await store.create(id, session());
    await store.delete(id);
    await store.commit(id, change({ set: { a: "1" }, user: "late" }));
    await store.touch(id, Date.now() + hour, null);
    expect(await client.exists(keyOf(id))).toBe(0);
    expect((await store.list({ limit: 9, user: "late" })).sessions.size).toBe(0);
  });

  test("scripts that Redis has forgotten are sent again", async () => {
    const id = newId();
    await store.create(id, session());
    await client.scriptFlush();
    expect(await store.commit(id, change({ set: { a: "1" } }))).toEqual({ outcome: "stored", revision: 2 });
    await client.scriptFlush();
    expect(await store.delete(id)).toBe(true);
  });

  test.each([
    ["another kind of value", (key: string) => client.set(key, "something else")],
    ["a hash without times", (key: string) => client.hSet(key, { user: "=ada", "=a": "1" })],
    ["a deadline that is no number", (key: string) => damage(key, { expires: "soon" })],
    ["a revision that is no number", (key: string) => damage(key, { revision: "many" })],
    ["a time too few", (key: string) => client.hSet(key, { session: `1 1 ${Date.now() + hour} 1` })],
    ["a key that cannot be unpacked", (key: string) => damage(key, {}, { "j[oops": "1" })],
    ["a user that cannot be unpacked", (key: string) => damage(key, {}, { user: "j[oops" })],
  ])("%s under a session's key is an empty session, reported", async (_what, spoil) => {
    const id = newId();
    await spoil(keyOf(id));
    const events: RejectedEvent[] = [];
    const listener = (event: unknown) => void events.push(event as RejectedEvent);
    rejected.subscribe(listener);
    expect(await store.load(id)).toBeNull();
    rejected.unsubscribe(listener);
    expect(events).toEqual([{ reason: "corrupted", id, store: "Redis", detail: "not a session's hash" }]);
    expect((await store.list({ limit: 1000 })).sessions.has(id)).toBe(false);
    await client.del(keyOf(id));
  });

  test("a commit to what is no session writes nothing", async () => {
    const id = newId();
    for (const wrong of [{ expires: "soon" }, { revision: "many" }, { revision: "" }]) {
      await damage(keyOf(id), wrong);
      const before = await client.hGetAll(keyOf(id));
      expect(await store.commit(id, change({ set: { a: "1" } }))).toEqual({ outcome: "gone" });
      expect(await client.hGetAll(keyOf(id))).toEqual(before);
    }
    await client.del(keyOf(id));
    await client.set(keyOf(id), "something else");
    await expect(store.commit(id, change())).rejects.toThrow(StoreError);
    expect(await client.get(keyOf(id))).toBe("something else");
    await client.del(keyOf(id));
  });

  async function damage(
    key: string,
    wrong: { expires?: string; revision?: string },
    fields: Record<string, string> = {},
  ): Promise<void> {
    const { expires = `${Date.now() + hour}`, revision = "1" } = wrong;
    await client.hSet(key, { session: `1 1 ${expires} ${revision} 0`, ...fields });
  }

  test("a prefix is not a pattern, and other keys are not sessions", async () => {
    newPrefix();
    const own = new RedisStore(client, { prefix });
    const id = newId();
    await own.create(id, session());
    await client.hSet(`${prefix.replace("*", "anything")}session:${newId()}`, { a: "1" });
    await client.set(`${prefix}other`, "1");
    expect([...(await own.list({ limit: 10 })).sessions.keys()]).toEqual([id]);
  });

  test("lists thousands among others' keys, each once", async () => {
    newPrefix();
    const own = new RedisStore(client, { prefix });
    const ids = new Set<string>();
    while (ids.size < 3000) {
      // At once, but not so many that the last ones wait long.
      const some = Array.from({ length: 100 }, newId);
      await Promise.all(some.map((id) => own.create(id, session())));
      for (const id of some) ids.add(id);
    }
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await own.list({ limit: 170, cursor });
      expect(page.sessions.size).toBeLessThanOrEqual(170);
      found.push(...page.sessions.keys());
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(found).toHaveLength(3000);
    expect(new Set(found)).toEqual(ids);
  });

  // Version 4 had no type mapping, and one protocol.
  const asBytes = { typeMapping: { [redis.RESP_TYPES?.BLOB_STRING]: Buffer } };
  test.skipIf(redis.RESP_TYPES === undefined).each<[what: string, make: () => RedisClient]>([
    ["the older protocol", () => createClient({ url, RESP: 2 })],
    ["answers as bytes", () => createClient({ url, commandOptions: asBytes })],
    ["a prefix of its own", () => createClient({ url, keyPrefix: "app:" })],
  ])("an app's client may have %s", async (_what, make) => {
    const theirs = make();
    await theirs.connect();
    newPrefix();
    const own = new RedisStore(theirs, { prefix });
    const id = newId();
    await own.create(id, session({ user: "ada", entries: new Map([["a", "1"]]) }));
    await own.commit(id, change({ set: { b: "2" } }));
    const entries = new Map([
      ["a", "1"],
      ["b", "2"],
    ]);
    expect(await own.load(id)).toMatchObject({ entries, user: "ada", revision: 2 });
    expect([...(await own.list({ limit: 10 })).sessions.keys()]).toEqual([id]);
    expect([...(await own.list({ limit: 10, user: "ada" })).sessions.keys()]).toEqual([id]);
    expect(await client.exists(keyOf(id))).toBe(1);
    await theirs.close?.();
  });

  test("a client of ioredis, or none, is refused, saying what to use", () => {
    const theirs = new Redis({ lazyConnect: true });
    expect(() => new RedisStore(theirs as never, { prefix })).toThrow(/ioredis.*createClient\({ url }\) of "redis"/);
    theirs.disconnect();
    for (const wrong of [undefined, url, {}, Promise.resolve(client)]) {
      expect(() => new RedisStore(wrong as never, { prefix })).toThrow(/this is no client/);
    }
  });

  test("closing the store leaves the app's client alone", async () => {
    const own = new RedisStore(client, { prefix });
    await own.close();
    expect(await client.ping()).toBe("PONG");
    expect(await own.load(newId())).toBeNull();
  });
});

describe("the index of a user", () => {
  let store: RedisStore;
  const index = (user: string) => `${prefix}user:=${user}`;
  beforeAll(() => {
    newPrefix();
    store = new RedisStore(client, { prefix });
  });

  test("holds a session at least as long as it lives, through every renewal", async () => {
    const id = newId();
    await store.create(id, session({ user: "ada", expiresAt: Date.now() + hour }));
    for (const hours of [1, 2, 3, 5, 8, 200]) {
      const expiresAt = Date.now() + hours * hour;
      if (hours % 2) await store.touch(id, expiresAt, null);
      else await store.commit(id, change({ expiry: { from: null, expiresAt } }));
      expect(await client.zScore(index("ada"), id)).toBeGreaterThanOrEqual(expiresAt);
      expect(await client.pTTL(index("ada"))).toBeGreaterThanOrEqual(expiresAt - Date.now() - 1000);
    }
  });

  test("costs a renewal nothing as long as it covers the new deadline", async () => {
    const id = newId();
    await store.create(id, session({ user: "eve", expiresAt: Date.now() + hour }));
    const before = await client.zScore(index("eve"), id);
    await store.touch(id, Date.now() + 1.5 * hour, null);
    expect(await client.zScore(index("eve"), id)).toBe(before);
  });

  test("forgets what has run out, whenever it is used", async () => {
    const stale = newId();
    await client.zAdd(index("bob"), { value: stale, score: Date.now() - 1 });
    const id = newId();
    await store.create(id, session({ user: "bob" }));
    expect(await client.zRange(index("bob"), 0, -1)).toEqual([id]);
    await client.zAdd(index("bob"), { value: stale, score: Date.now() - 1 });
    await store.list({ limit: 9, user: "bob" });
    expect(await client.zRange(index("bob"), 0, -1)).toEqual([id]);
    await store.delete(id);
    expect(await client.exists(index("bob"))).toBe(0);
  });
});

test("opens valkey URLs, and a database by its number", async () => {
  newPrefix();
  const id = newId();
  const valkey = await open(new URL(`${url.replace("redis:", "valkey:")}/1?prefix=${encodeURIComponent(prefix)}`));
  await valkey.create(id, session({ entries: { a: "1" } }));
  const redis = await open(new URL(`${url}/1?prefix=${encodeURIComponent(prefix)}`));
  await assertEntries(redis, id, { a: "1" });
  const elsewhere = await openStore();
  expect(await elsewhere.load(id)).toBeNull();
  for (const store of [valkey, redis, elsewhere]) await store.close();
});
