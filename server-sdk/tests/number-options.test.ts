/** Stores refuse harmful numbers when they are created: a timer that does not wait, a limit that limits nothing. */

import Keyv from "keyv";
import { createClient } from "redis";
import { SettingError } from "sessionscope";
import { describe, expect, test } from "vitest";
import { CacheStore, Memcached } from "../src/stores/cache.ts";
import { CachedDatabaseStore, RedisCache } from "../src/stores/cached-database.ts";
import { DatabaseStore } from "../src/stores/database.ts";
import { MemoryStore } from "../src/stores/memory.ts";
import { RedisStore } from "../src/stores/redis.ts";

/** Not connected. */
const client = createClient() as never;
/** Never asked. */
const database = new MemoryStore();

const options: Record<string, (value: number) => unknown> = {
  "MemoryStore maxSessions": (maxSessions) => new MemoryStore({ maxSessions }),
  "MemoryStore maxBytes": (maxBytes) => new MemoryStore({ maxBytes }),
  "DatabaseStore poolSize": (poolSize) => DatabaseStore.open("sqlite::memory:", { poolSize }),
  "DatabaseStore loadTimeout": (loadTimeout) => DatabaseStore.open("sqlite::memory:", { loadTimeout }),
  "DatabaseStore commitTimeout": (commitTimeout) => DatabaseStore.open("sqlite::memory:", { commitTimeout }),
  "RedisStore timeout": (timeout) => new RedisStore(client, { timeout }),
  "RedisCache timeout": (timeout) => new RedisCache(client, { timeout }),
  "CacheStore.keyv timeout": (timeout) => CacheStore.keyv(new Keyv(), { timeout }),
  "CachedDatabaseStore lifetime": (lifetime) =>
    new CachedDatabaseStore({ database, cache: new Memcached(["localhost"]), lifetime }),
};

describe.each(Object.entries(options))("%s", (name, make) => {
  const isCount = name.startsWith("MemoryStore");
  const wrong = [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, ...(isCount ? [2 ** 53] : [2 ** 31, 1e12])];

  test.each(wrong)("refuses %d, naming the option", async (value) => {
    const making = async () => make(value);
    await expect(making()).rejects.toThrow(SettingError);
    await expect(making()).rejects.toThrow(`(${name.split(" ")[1]}): ${value} cannot be used`);
  });

  test("refuses a text", async () => {
    await expect((async () => make("3000" as never))()).rejects.toThrow(SettingError);
  });

  test.each([1, 2 ** 31 - 1])("takes %d", async (value) => {
    const store = (await make(value)) as { close?(): Promise<void> };
    if (name.startsWith("DatabaseStore")) await store.close?.();
  });
});
