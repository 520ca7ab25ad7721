import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FaultyProxy } from "../../../scripts/services/faulty-proxy.ts";
import { sharedService } from "../../../scripts/services/shared-services.ts";
import { MemoryCache } from "../../tests/memory-cache.ts";
import type { Cache } from "../core/cache.ts";
import { SettingError, StoreError } from "../core/errors.ts";
import { type DegradedEvent, degraded } from "../core/events.ts";
import type { Store } from "../core/store.ts";
import { assertEntries, assertGone, change, hour, newId, session } from "../testing/store-suite/trial.ts";
import { type StoreFactory, storeSuite } from "../testing/store-suite.ts";
import { Memcached } from "./cache.ts";
import { CachedDatabaseStore, RedisCache } from "./cached-database.ts";
import { DatabaseStore } from "./database.ts";
import { MemoryStore } from "./memory.ts";

const directory = mkdtempSync(join(tmpdir(), "sessionscope-cached-"));
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  client = createClient({ url: await sharedService("redis") });
  client.on("error", () => {});
  await client.connect();
  memcachedAddress = new URL(await sharedService("memcached")).host;
});
afterAll(async () => {
  client.destroy();
  rmSync(directory, { recursive: true });
});

let files = 0;
const openDatabase = () => DatabaseStore.open(`sqlite:${directory}/${files}.db`);
let memcachedAddress: string;

const behind = (cacheName: string, openCache: () => Cache): StoreFactory => ({
  name: `SQLite behind ${cacheName}`,
  reset: async () => {
    files++;
  },
  open: async () => new CachedDatabaseStore({ database: await openDatabase(), cache: openCache() }),
});
const factories = [
  behind("Redis", () => new RedisCache(client)),
  behind("Memcached", () => new Memcached([memcachedAddress])),
];

describe.each(factories)("CachedDatabaseStore: $name", (factory) => {
  for (const { name, skip, run } of storeSuite(factory)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

/** A database that counts how often it is read. */
function counted(database: Store): Store & { reads: number } {
  const counting = Object.assign(Object.create(database) as Store, {
    reads: 0,
    load: (id: Parameters<Store["load"]>[0]) => {
      counting.reads++;
      return database.load(id);
    },
    create: database.create.bind(database),
    commit: database.commit.bind(database),
    touch: database.touch.bind(database),
    rotate: database.rotate.bind(database),
    delete: database.delete.bind(database),
  });
  return counting;
}

describe("what the cache is for", () => {
  test("a session is read from the database once, and commits keep the cache up to date", async () => {
    const database = counted(new MemoryStore());
    const store = new CachedDatabaseStore({ database, cache: new RedisCache(client) });
    const id = newId();
    await store.create(id, session());
    for (let round = 0; round < 5; round++) {
      await store.commit(id, change({ set: { [`k${round}`]: "1" }, user: "ada" }));
      expect((await store.load(id))?.entries.get(`k${round}`)).toBe("1");
      expect((await store.load(id))?.user).toBe("ada");
    }
    expect(database.reads).toBe(1);
  });

  test("what was read before somebody else's write does not get into the cache after it", async () => {
    const cache = new MemoryCache();
    const database = counted(new MemoryStore());
    const [reader, writer] = [1, 2].map(() => new CachedDatabaseStore({ database, cache }));
    const id = newId();
    await writer!.create(id, session());
    const read = database.load;
    database.load = async (one) => {
      const found = await read(one);
      await writer!.delete(id);
      return found;
    };
    expect(await reader!.load(id)).not.toBeNull();
    database.load = read;
    expect(await reader!.load(id)).toBeNull();
    expect(await writer!.load(id)).toBeNull();
  });

  test("a reader whose lease a writer took away does not fill over what the next reader found", async () => {
    const cache = new MemoryCache();
    const database = new MemoryStore();
    const slow = counted(database);
    const reader = new CachedDatabaseStore({ database: slow, cache });
    const other = new CachedDatabaseStore({ database, cache });
    const id = newId();
    await other.create(id, session());
    slow.load = async (one) => {
      const found = await database.load(one);
      await other.commit(id, change({ set: { a: "1" } }));
      await other.load(id);
      return found;
    };
    await reader.load(id);
    await assertEntries(other, id, { name: '"Ada"', a: "1" });
  });

  test("a cached session is read from the database again when its lifetime in the cache is over", async () => {
    const database = counted(new MemoryStore());
    const store = new CachedDatabaseStore({ database, cache: new RedisCache(client), lifetime: 50 });
    const id = newId();
    await store.create(id, session());
    await store.load(id);
    await database.commit(id, change({ set: { behind: "1" } }));
    await expect.poll(async () => (await store.load(id))?.entries.get("behind")).toBe("1");
  });

  test("damage in the cache is passed over and mended", async () => {
    const cache = new MemoryCache();
    const store = new CachedDatabaseStore({ database: new MemoryStore(), cache });
    const id = newId();
    await store.create(id, session());
    await store.load(id);
    for (const text of ["", "garbage", "[1,2]\n", "lease forged"]) {
      cache.overwrite(text);
      expect((await store.load(id))?.entries.get("name")).toBe('"Ada"');
      await store.commit(id, change({ set: { a: "1" } }));
      await assertEntries(store, id, { name: '"Ada"', a: "1" });
    }
  });

  test("texts that a cache may not hold stay in the database alone", async () => {
    const cache = new MemoryCache();
    const store = new CachedDatabaseStore({ database: new MemoryStore(), cache });
    const id = newId();
    await store.create(id, session({ entries: { "a\0": '"\ud800"' } }));
    await assertEntries(store, id, { "a\0": '"\ud800"' });
    expect(cache.texts.filter((text) => !text.startsWith("lease"))).toEqual([]);
    await store.commit(id, change({ clear: true, set: { b: "1" } }));
    await assertEntries(store, id, { b: "1" });
  });

  test("caches and databases that cannot keep a logout are refused", () => {
    const database = new MemoryStore();
    const shared = Object.assign(new MemoryStore(), { traits: { ...database.traits, shared: true } });
    const weak = Object.assign(new MemoryStore(), { traits: { ...database.traits, atomic: false } });
    for (const [wrong, with_] of [
      [database, new MemoryCache({ shared: true, atomic: false })],
      [shared, new MemoryCache({ shared: false, atomic: true })],
      [weak, new MemoryCache({ shared: true, atomic: true })],
    ] as const) {
      expect(() => new CachedDatabaseStore({ database: wrong, cache: with_ })).toThrow(SettingError);
    }
  });
});

describe("RedisCache", () => {
  const key = () => `test:${newId()}`;
  const soon = () => Date.now() + 10_000;

  test("adds once, replaces what was got, removes", async () => {
    const cache = new RedisCache(client);
    const one = key();
    expect(await cache.get(one)).toBeNull();
    expect(await cache.add(one, "first é😀", soon())).toBe(true);
    expect(await cache.add(one, "second", soon())).toBe(false);
    const first = await cache.get(one);
    expect(first?.text).toBe("first é😀");
    expect(await cache.replace(one, "third", soon(), first!.token)).toBe(true);
    expect(await cache.replace(one, "fourth", soon(), first!.token)).toBe(false);
    expect((await cache.get(one))?.text).toBe("third");
    const third = await cache.get(one);
    expect(await cache.remove(one)).toBe("removed");
    expect(await cache.remove(one)).toBe("absent");
    expect(await cache.replace(one, "fifth", soon(), third!.token)).toBe(false);
    expect(await cache.get(one)).toBeNull();
  });

  test("items end at their time", async () => {
    const cache = new RedisCache(client);
    const [added, replaced, past] = [key(), key(), key()];
    await cache.add(added, "x", Date.now() + 50);
    await cache.add(replaced, "x", soon());
    await cache.replace(replaced, "y", Date.now() + 50, (await cache.get(replaced))!.token);
    await cache.add(past, "x", 0);
    for (const one of [added, replaced, past]) await expect.poll(() => cache.get(one)).toBeNull();
  });

  test("of many that replace one item at once, one does", async () => {
    const cache = new RedisCache(client);
    const one = key();
    await cache.add(one, "x", soon());
    const { token } = (await cache.get(one))!;
    const done = await Promise.all([1, 2, 3, 4, 5].map((n) => cache.replace(one, `${n}`, soon(), token)));
    expect(done.filter(Boolean).length).toBe(1);
    expect((await cache.get(one))?.text).toBe(`${done.indexOf(true) + 1}`);
  });
});

describe("when the cache fails", () => {
  async function withProxy() {
    const url = await sharedService("redis");
    const proxy = await FaultyProxy.start(Number(new URL(url).port));
    const through = createClient({ url: proxy.inFrontOf(url) });
    through.on("error", () => {});
    await through.connect();
    const cache = new RedisCache(through, { timeout: 50 });
    const database = new MemoryStore();
    const store = new CachedDatabaseStore({ database, cache });
    const events: DegradedEvent[] = [];
    const listener = (event: unknown) => events.push(event as DegradedEvent);
    degraded.subscribe(listener);
    return {
      ...{ proxy, store, database, cache, events },
      [Symbol.asyncDispose]: async () => {
        degraded.unsubscribe(listener);
        through.destroy();
        await proxy[Symbol.asyncDispose]();
      },
    };
  }

  test("reads and writes go on with the database, and it is reported", async () => {
    await using trial = await withProxy();
    const { proxy, store, events } = trial;
    const id = newId();
    await store.create(id, session());
    await store.load(id);
    proxy.mode = "stall";
    expect((await store.commit(id, change({ set: { a: "1" } }))).outcome).toBe("stored");
    await assertEntries(store, id, { name: '"Ada"', a: "1" });
    expect(await store.touch(id, Date.now() + 2 * hour, null)).toBe(true);
    const next = newId();
    expect((await store.rotate(id, next, change())).outcome).toBe("stored");
    expect(await store.load(id)).toBeNull();
    await assertEntries(store, next, { name: '"Ada"', a: "1" });
    expect(new Set(events.map(({ doing }) => doing))).toContain("tell the cache of a change");
    expect(events.every((event) => event.store === store.name && event.error instanceof Error)).toBe(true);
  });

  test("a logout that the cache could not be told fails, has ended the session all the same, and holds here", async () => {
    await using trial = await withProxy();
    const { proxy, store, database } = trial;
    const id = newId();
    await store.create(id, session());
    await store.load(id);
    proxy.mode = "stall";
    await expect(store.delete(id)).rejects.toThrow(StoreError);
    await expect(store.delete(id)).rejects.toThrow(/has ended in the database, but Redis did not answer/);
    expect(await database.load(id)).toBeNull();
    expect(await store.load(id)).toBeNull();
    proxy.mode = "pass";
    await expect.poll(() => store.delete(id).catch(() => "failed")).toBe(false);
    await assertGone(store, id);
  });

  test("what the cache missed is not believed when it comes back with what it knew", async () => {
    const cache = new MemoryCache();
    const store = new CachedDatabaseStore({ database: new MemoryStore(), cache });
    const id = newId();
    await store.create(id, session());
    await store.load(id);
    cache.failing = true;
    await store.commit(id, change({ set: { a: "1" } }));
    cache.failing = false;
    await assertEntries(store, id, { name: '"Ada"', a: "1" });
    cache.failing = true;
    await expect(store.delete(id)).rejects.toThrow(StoreError);
    cache.failing = false;
    expect(cache.texts.length).toBe(1);
    await assertGone(store, id);
  });
});
