import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { FaultyProxy } from "../../../scripts/services/faulty-proxy.ts";
import { type Service, startService } from "../../../scripts/services/services.ts";
import { StoreError } from "../../src/core/errors.ts";
import { CacheStore } from "../../src/stores/cache.ts";
import { assertEntries, change, newId, session } from "../../src/testing/store-suite/trial.ts";

/** Milliseconds: the store's own deadline, and room for a busy machine. */
const soon = 30_000;

let memcached: Service;
let proxy: FaultyProxy;
let store: CacheStore;
beforeAll(async () => {
  memcached = await startService("memcached");
});
afterAll(() => memcached[Symbol.asyncDispose]());
beforeEach(async () => {
  proxy = await FaultyProxy.start(memcached.port);
  store = CacheStore.memcached(`127.0.0.1:${proxy.port}`);
});
afterEach(async () => {
  await store.close();
  await proxy[Symbol.asyncDispose]();
});

async function expectOutage(work: Promise<unknown>): Promise<StoreError> {
  const begun = performance.now();
  const error = await work.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(StoreError);
  expect(performance.now() - begun).toBeLessThan(soon);
  return error as StoreError;
}

const works = () => store.create(newId(), session()).catch(() => false);

test("a killed server gives errors, not missing sessions; a restarted one is empty, as a cache is, and works", async () => {
  const id = newId();
  await store.create(id, session());
  await memcached.kill();
  for (const work of [() => store.load(id), () => store.commit(id, change()), () => store.delete(id)]) {
    await expectOutage(work());
  }
  await memcached.start();
  await expect.poll(works).toBe(true);
  expect(await store.commit(id, change())).toEqual({ outcome: "gone" });
});

test("a silent server gives errors within the deadline, and works when it answers again", async () => {
  const id = newId();
  await store.create(id, session());
  proxy.mode = "stall";
  const error = await expectOutage(store.load(id));
  expect(error.message).toContain("did not answer within 3000 ms");
  proxy.mode = "pass";
  await expect.poll(works).toBe(true);
  expect(await store.load(id)).not.toBeNull();
});

test("an answer that comes late is never taken for the answer to another question", async () => {
  const ids = [newId(), newId(), newId()];
  for (const [at, id] of ids.entries()) await store.create(id, session({ entries: { at: `${at}` } }));
  proxy.mode = "drop-replies";
  const lost = [store.load(ids[0]!), store.commit(ids[1]!, change({ set: { b: "1" } })), store.load(ids[2]!)];
  for (const one of lost) await expectOutage(one);
  proxy.mode = "pass";
  await expect.poll(works).toBe(true);
  for (const [at, id] of ids.entries()) {
    // The commit may have arrived. Its answer was lost, so it was reported as an error.
    const found = await store.load(id);
    expect(found?.entries.get("at")).toBe(`${at}`);
  }
});

test("a cut connection fails the calls under way, and is replaced", async () => {
  const id = newId();
  await store.create(id, session({ entries: {} }));
  const under = store.commit(id, change({ set: { a: "1" } }));
  proxy.cut();
  await under.catch((error) => expect(error).toBeInstanceOf(StoreError));
  await expect.poll(works).toBe(true);
  await store.commit(id, change({ set: { b: "1" } }));
  const found = await store.load(id);
  expect(found?.entries.get("b")).toBe("1");
});

test("while the server is down, calls fail at once instead of waiting for the deadline", async () => {
  const nobody = CacheStore.memcached("127.0.0.1:1");
  // Each try to connect fails with an error of its own.
  const tries = new Set<unknown>();
  for (let n = 0; n < 200; n++) tries.add((await expectOutage(nobody.load(newId()))).cause);
  expect(tries.size).toBeLessThan(100);
  await nobody.close();
});

test("clients on several connections count together without losing an increment", async () => {
  const stores = Array.from({ length: 4 }, () => CacheStore.memcached(`127.0.0.1:${memcached.port}`));
  const id = newId();
  await store.create(id, session({ entries: {} }));
  const keys = Array.from({ length: 100 }, (_, index) => `k${index}`);
  await Promise.all(keys.map((key, at) => stores[at % 4]!.commit(id, change({ set: { [key]: "1" } }))));
  await assertEntries(store, id, Object.fromEntries(keys.map((key) => [key, "1"])));
  for (const one of stores) await one.close();
});
