import { Keyv } from "keyv";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sharedService } from "../../../scripts/services/shared-services.ts";
import { SessionTooLargeError, SettingError, StoreError } from "../core/errors.ts";
import { type RejectedEvent, rejected } from "../core/events.ts";
import { assertEntries, change, hour, newId, session } from "../testing/store-suite/trial.ts";
import { type StoreFactory, storeSuite } from "../testing/store-suite.ts";
import { MemcachedConnection } from "./cache/memcached-connection.ts";
import { CacheStore, open } from "./cache.ts";

let address: string;
let direct: MemcachedConnection;
beforeAll(async () => {
  const { host, hostname, port } = new URL(await sharedService("memcached"));
  address = host;
  direct = await MemcachedConnection.open(hostname, Number(port), AbortSignal.timeout(5000));
});
afterAll(() => direct.fail(new Error("the tests are over")));

let prefix = "";
let count = 0;
const newPrefix = () => {
  prefix = `test:${process.pid}:${count++}:`;
};

const memcached: StoreFactory = {
  name: "Memcached",
  open: () => open(new URL(`memcached://${address}?prefix=${prefix}`)),
  reset: async () => newPrefix(),
  lacks: {
    list: "Memcached cannot list what it holds",
    clearing: "Memcached drops what has run out",
    large: "Memcached keeps items of at most a MiB",
  },
};

const keyv: StoreFactory = {
  name: "Keyv in memory",
  open: async () => CacheStore.keyv(new Keyv()),
  reset: async () => {},
  lacks: {
    shared: "each instance of Keyv in memory has its own items",
    atomic: "Keyv has no atomic operation",
    list: "a cache cannot list what it holds",
    clearing: "Keyv drops what has run out",
  },
};

let backing = new Map<string, unknown>();
/** What a backend of Keyv on a server looks like: slow answers, seen by every instance. */
class SharedBackend {
  readonly opts = {};
  get(key: string) {
    return later(() => backing.get(key));
  }
  set(key: string, value: unknown) {
    return later(() => backing.set(key, value) && true);
  }
  delete(key: string) {
    return later(() => backing.delete(key));
  }
  clear() {
    return later(() => backing.clear());
  }
}
const later = <T>(work: () => T) => new Promise<T>((resolve) => setImmediate(() => resolve(work())));
/** With what Keyv 5 needs: without it, a failing backend looks like a missing item. Keyv 6 tells of it by an event. */
const keyvOn = (store: SharedBackend) => new Keyv({ store, throwOnErrors: true } as { store: SharedBackend });
const openShared = async () => CacheStore.keyv(keyvOn(new SharedBackend()));

const sharedKeyv: StoreFactory = {
  name: "Keyv, shared",
  open: openShared,
  reset: async () => {
    backing = new Map();
  },
  lacks: { ...keyv.lacks, shared: undefined },
};

describe.each([memcached, keyv, sharedKeyv])("CacheStore on $name", (factory) => {
  for (const { name, skip, run } of storeSuite(factory)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

async function reportsOf(work: () => Promise<unknown>): Promise<RejectedEvent[]> {
  const events: RejectedEvent[] = [];
  const listener = (event: unknown) => void events.push(event as RejectedEvent);
  rejected.subscribe(listener);
  await work();
  rejected.unsubscribe(listener);
  return events;
}

describe("items in Memcached", () => {
  let store: CacheStore;
  beforeEach(async () => {
    newPrefix();
    store = CacheStore.memcached(address, { prefix });
    return () => store.close();
  });
  const metaOf = async (id: string) => (await direct.ask(`mg ${prefix}${id} t`)).line;
  const put = (id: string, text: string) => direct.ask(`set ${prefix}${id} 0 0 ${text.length}`, Buffer.from(text));

  test("an item goes with its session's deadline, and no sooner", async () => {
    const id = newId();
    await store.create(id, session({ expiresAt: Date.now() + hour }));
    const seconds = async () => Number((await metaOf(id)).replace("HD t", ""));
    expect(await seconds()).toBeGreaterThanOrEqual(3599);
    expect(await seconds()).toBeLessThanOrEqual(3602);
    const fortyDays = 40 * 24 * hour;
    await store.touch(id, Date.now() + fortyDays, null);
    expect(Math.abs((await seconds()) - fortyDays / 1000)).toBeLessThan(60);
    await store.touch(id, Date.UTC(9999, 0, 1), null);
    expect(await metaOf(id)).toBe("HD t-1");
    await store.touch(id, Date.now() - 1000, null);
    expect(await metaOf(id)).toBe("EN");
  });

  test("an item that Memcached has dropped is gone", async () => {
    const id = newId();
    await store.create(id, session());
    await direct.ask(`delete ${prefix}${id}`);
    expect(await store.load(id)).toBeNull();
    expect(await store.commit(id, change({ set: { a: "1" } }))).toEqual({ outcome: "gone" });
    expect(await metaOf(id)).toBe("EN");
  });

  test("a session too large for Memcached is refused by its size, and stays as it was", async () => {
    const id = newId();
    await store.create(id, session({ entries: { a: "1" } }));
    const large = JSON.stringify("x".repeat(1_100_000));
    const error = await store.commit(id, change({ set: { large } })).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SessionTooLargeError);
    expect((error as SessionTooLargeError).size).toBeGreaterThan(1_100_000);
    await expect(store.create(newId(), session({ entries: { large } }))).rejects.toThrow(SessionTooLargeError);
    await assertEntries(store, id, { a: "1" });
    expect(await store.commit(id, change({ set: { a: "2" } }))).toEqual({ outcome: "stored", revision: 2 });
  });

  test("an item that is no session is an empty session, reported, and not overwritten", async () => {
    for (const text of ["", "garbage", "[1,2,3,null,1,null]", "END\r\n", "VALUE a 0 1 1\r\nx\r\nEND\r\n"]) {
      const id = newId();
      await put(id, text);
      const reports = await reportsOf(async () => expect(await store.load(id)).toBeNull());
      expect(reports).toEqual([{ reason: "corrupted", id, store: "Cache (Memcached)", detail: "not a session" }]);
      expect(await store.commit(id, change())).toEqual({ outcome: "gone" });
      expect((await direct.ask(`gets ${prefix}${id}`)).item?.text).toBe(text);
    }
  });

  test("several servers share the sessions out, the same way in every process", async () => {
    // The same server under two names: what matters is that both are used, and found again.
    const names = [address, address.replace("127.0.0.1", "localhost")];
    const [here, there] = [
      CacheStore.memcached(names, { prefix }),
      CacheStore.memcached(names.toReversed(), { prefix }),
    ];
    for (let turn = 0; turn < 20; turn++) {
      const [id, next] = [newId(), newId()];
      await here.create(id, session({ entries: { turn: `${turn}` } }));
      expect(await there.rotate(id, next, change())).toMatchObject({ outcome: "stored" });
      await assertEntries(here, next, { turn: `${turn}` });
    }
    for (const one of [here, there]) await one.close();
  });

  test.each(["a b", "", "x:y:z", "http://a", "user@host", "host/path", "host:99999"])("%j is no address", (bad) => {
    expect(() => CacheStore.memcached(bad)).toThrow(SettingError);
  });

  test("a prefix that would break the protocol is refused", () => {
    for (const bad of ["a b", "a\r\n", "ä", "x".repeat(200)]) {
      expect(() => CacheStore.memcached(address, { prefix: bad })).toThrow(SettingError);
    }
  });
});

describe("Keyv", () => {
  test("says that it is not atomic, and whether it is shared", async () => {
    expect(CacheStore.keyv(new Keyv()).traits).toEqual({ shared: false, atomic: false, selfExpiring: true });
    expect(CacheStore.keyv(new Keyv(new Map())).traits.shared).toBe(false);
    expect((await openShared()).traits.shared).toBe(true);
  });

  test("within one process no commit is lost all the same", async () => {
    const store = await openShared();
    const id = newId();
    await store.create(id, session({ entries: {} }));
    const keys = Array.from({ length: 30 }, (_, index) => `k${index}`);
    await Promise.all(keys.map((key) => store.commit(id, change({ set: { [key]: "1" } }))));
    expect([...(await store.load(id))!.entries.keys()].sort()).toEqual([...keys].sort());
    const [first, second] = await Promise.all([store.create(newId(), session()), store.delete(id)]);
    expect([first, second]).toEqual([true, true]);
  });

  test("a backend that fails is an error, never a missing session", async () => {
    const store = new SharedBackend();
    const keyvStore = CacheStore.keyv(keyvOn(store));
    const id = newId();
    await keyvStore.create(id, session());
    const down = () => Promise.reject(new Error("backend down"));
    Object.assign(store, { get: down, set: down, delete: down });
    await expect(keyvStore.load(id)).rejects.toThrow(/backend down/);
    for (const work of [
      () => keyvStore.commit(id, change()),
      () => keyvStore.delete(id),
      () => keyvStore.create(newId(), session()),
      () => keyvStore.touch(id, Date.now() + hour, null),
    ]) {
      await expect(work()).rejects.toThrow(StoreError);
    }
  });

  test("a Keyv 5 that hides a failing backend is refused, saying how to make it", () => {
    const hiding = Object.assign(new Keyv({ store: new SharedBackend() }), { throwOnErrors: false });
    expect(() => CacheStore.keyv(hiding)).toThrow(/new Keyv\({ …, throwOnErrors: true }\)/);
  });

  test("a backend that does not answer is an error in time, and holds up nobody after it", async () => {
    const store = new SharedBackend();
    const keyvStore = CacheStore.keyv(keyvOn(store), { timeout: 500 });
    const id = newId();
    await keyvStore.create(id, session({ entries: {} }));
    const silent = () => new Promise<never>(() => {});
    Object.assign(store, { get: silent, set: silent, delete: silent });
    for (const work of [() => keyvStore.load(id), () => keyvStore.commit(id, change()), () => keyvStore.delete(id)]) {
      await expect(work()).rejects.toThrow(/did not answer within 500 ms/);
    }
    for (const method of ["get", "set", "delete"] as const) Reflect.deleteProperty(store, method);
    expect(await keyvStore.commit(id, change({ set: { a: "1" } }))).toEqual({ outcome: "stored", revision: 2 });
  });

  test("a value of another kind under a session's key is an empty session, reported", async () => {
    const instance = new Keyv();
    const store = CacheStore.keyv(instance, { prefix: "p:" });
    for (const value of [{}, 7, "text", ["[1]\n"]]) {
      const id = newId();
      await instance.set(`p:${id}`, value);
      expect(await reportsOf(async () => expect(await store.load(id)).toBeNull())).toHaveLength(1);
    }
  });

  test("closing the store leaves the instance to the app", async () => {
    const instance = new Keyv();
    const store = CacheStore.keyv(instance);
    await store.close();
    await instance.set("mine", 1);
    expect(await instance.get("mine")).toBe(1);
  });
});
