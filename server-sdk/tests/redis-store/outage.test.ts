import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { FaultyProxy } from "../../../scripts/services/faulty-proxy.ts";
import { type Service, startService } from "../../../scripts/services/services.ts";
import { StoreError } from "../../src/core/errors.ts";
import { open, RedisStore } from "../../src/stores/redis.ts";
import { change, newId, session } from "../../src/testing/store-suite/trial.ts";
import { connectedTo, end } from "./connected-client.ts";

/** Milliseconds: the store's own patience, and room for a machine that is busy with other things. */
const soon = 30_000;

let redis: Service;
let proxy: FaultyProxy;
let store: RedisStore;
beforeAll(async () => {
  redis = await startService("redis");
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(async () => {
  proxy = await FaultyProxy.start(redis.port);
  store = await open(new URL(proxy.inFrontOf(redis.url)));
});
afterEach(async () => {
  await store.close();
  await proxy[Symbol.asyncDispose]();
});

/** Fails unless the work is refused as an outage, soon. */
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

test("killed and started again: errors meanwhile, nothing acknowledged lost, no help needed", async () => {
  const id = newId();
  await store.create(id, session({ entries: {} }));
  const acknowledged: string[] = [];
  let stopped = false;
  const writer = (async () => {
    for (let n = 0; !stopped; n++) {
      const result = await store.commit(id, change({ set: { [`k${n}`]: "1" } })).catch((error) => error);
      if (result instanceof StoreError) await new Promise((resolve) => setImmediate(resolve));
      else if (result.outcome === "stored") acknowledged.push(`k${n}`);
      else throw new Error(`an outage is not a logout: ${result.outcome}`);
    }
  })();
  await expect.poll(() => acknowledged.length).toBeGreaterThan(100);
  await redis.kill();
  await expectOutage(store.load(id));
  await expectOutage(store.delete(id));
  const before = acknowledged.length;
  await redis.start();
  await expect.poll(() => acknowledged.length).toBeGreaterThan(before + 100);
  stopped = true;
  await writer;
  const found = await store.load(id);
  expect(acknowledged.filter((key) => !found?.entries.has(key))).toEqual([]);
});

test("a server that says nothing: errors within the deadline, and works again when it speaks", async () => {
  const id = newId();
  await store.create(id, session());
  proxy.mode = "stall";
  const error = await expectOutage(store.commit(id, change({ set: { a: "1" } })));
  expect(error.message).toContain("did not answer within 3000 ms");
  // From now on no request waits those 3000 ms for what is known to be down.
  const begun = performance.now();
  await expectOutage(store.load(id));
  expect(performance.now() - begun).toBeLessThan(2500);
  proxy.mode = "pass";
  await expect.poll(works).toBe(true);
});

test("a connection that is dead without a sign is replaced, though others could be made all the time", async () => {
  const id = newId();
  await store.create(id, session());
  proxy.mode = "drop-replies";
  const waiting = [store.load(id), store.commit(id, change()), store.delete(newId())];
  for (const one of waiting) await expectOutage(one);
  proxy.mode = "pass";
  await expect.poll(works).toBe(true);
  expect(await store.load(id)).not.toBeNull();
});

test("a connection that is taken and never greeted is replaced, in the middle of an outage and after a late answer", async () => {
  const id = newId();
  await store.create(id, session());
  const outages = [
    { begin: async () => proxy.cut(), answers: 0 },
    { begin: () => expectOutage(store.load(id)), answers: 1 },
  ];
  for (const { begin, answers } of outages) {
    proxy.mode = "drop-replies";
    const dropped = proxy.dropped;
    await begin();
    // Beside the answer, the greeting of the connection made anew is lost, for ever; where a client expects none, an answer more.
    await expect.poll(() => works().then(() => proxy.dropped)).toBeGreaterThan(dropped + answers);
    proxy.mode = "pass";
    await expect.poll(works).toBe(true);
  }
});

test("a connection that is cut is an error for what was under way, and the next one who asks is answered", async () => {
  const id = newId();
  await store.create(id, session());
  for (let round = 0; round < 3; round++) {
    const under = store.load(id);
    proxy.cut();
    await expectOutage(under);
    expect(await store.load(id)).not.toBeNull();
  }
  expect(await works()).toBe(true);
});

describe("a server that refuses", () => {
  const connect = () => connectedTo(redis.url);
  let client: Awaited<ReturnType<typeof connect>>;
  beforeAll(async () => {
    client = await connect();
  });
  afterAll(() => end(client));

  test("out of memory: an error, the session as it was, reading and deleting go on", async () => {
    const [id, ended] = [newId(), newId()];
    const stored = session({ entries: { a: "1", b: "1" } });
    for (const one of [id, ended]) await store.create(one, stored);
    await client.configSet("maxmemory", "1");
    try {
      const error = await expectOutage(store.commit(id, change({ set: { a: "2", c: "3" } })));
      expect(String(error.cause)).toContain("OOM");
      await expectOutage(store.create(newId(), session()));
      expect(await store.load(id)).toEqual(stored);
      // What begins by making room is let through, and then to its end.
      expect(await store.commit(id, change({ clear: true, set: { a: "2" } }))).toMatchObject({ revision: 2 });
      expect((await store.load(id))?.entries).toEqual(new Map([["a", "2"]]));
      expect(await store.delete(ended)).toBe(true);
    } finally {
      await client.configSet("maxmemory", "0");
    }
  });

  test("a replica that takes no writes: an error", async () => {
    const id = newId();
    await store.create(id, session());
    await client.replicaOf("127.0.0.1", 1);
    try {
      expect(String((await expectOutage(store.commit(id, change()))).cause)).toContain("READONLY");
    } finally {
      await client.sendCommand(["REPLICAOF", "NO", "ONE"]);
    }
  });
});

describe("a server that has become a replica", () => {
  let promoted: Service;
  beforeAll(async () => {
    promoted = await startService("redis");
  });
  afterAll(() => promoted[Symbol.asyncDispose]());

  /** The other server has all the data and takes the writes from now on. */
  async function failOver(): Promise<void> {
    const [from, to] = await Promise.all([redis, promoted].map(({ url }) => connectedTo(url)));
    await to!.replicaOf("127.0.0.1", redis.port);
    await expect.poll(async () => to!.info("replication")).toContain("master_link_status:up");
    await to!.sendCommand(["REPLICAOF", "NO", "ONE"]);
    await from!.replicaOf("127.0.0.1", promoted.port);
    onTestFinished(async () => {
      await from!.sendCommand(["REPLICAOF", "NO", "ONE"]);
      for (const client of [from!, to!]) await end(client);
    });
  }

  test("its address leads to the new master: a new connection at once, and not even the write that noticed fails", async () => {
    const id = newId();
    await store.create(id, session({ entries: {} }));
    await failOver();
    proxy.target = promoted.port;
    const writes = Array.from({ length: 20 }, (_, n) => store.commit(id, change({ set: { [`k${n}`]: "1" } })));
    const reads = Array.from({ length: 20 }, () => store.load(id));
    for (const { outcome } of await Promise.all(writes)) expect(outcome).toBe("stored");
    for (const found of await Promise.all(reads)) expect(found).not.toBeNull();
    expect((await store.load(id))?.entries.size).toBe(20);
    expect(await store.delete(id)).toBe(true);
    expect(proxy.accepted).toBe(2);
  });

  test("its address still leads to it: errors, reading goes on, and not every write makes a connection", async () => {
    const id = newId();
    await store.create(id, session());
    await failOver();
    for (let n = 0; n < 20; n++) {
      expect(String((await expectOutage(store.commit(id, change()))).cause)).toContain("READONLY");
      expect(await store.load(id)).not.toBeNull();
    }
    expect(proxy.accepted).toBeLessThan(20);
    proxy.target = promoted.port;
    await expect.poll(works).toBe(true);
  });

  test("the app's own client is left as it is", async () => {
    const client = await connectedTo(proxy.inFrontOf(redis.url));
    const own = new RedisStore(client);
    await failOver();
    await expectOutage(own.create(newId(), session()));
    expect(await client.ping()).toBe("PONG");
    await end(client);
  });
});

test("a store can be closed in the middle of an outage, and stays closed", async () => {
  const own = await open(new URL(proxy.inFrontOf(redis.url)));
  proxy.mode = "stall";
  const under = own.load(newId()).catch((error) => error);
  const begun = performance.now();
  await own.close();
  expect(performance.now() - begun).toBeLessThan(soon);
  expect(await under).toBeInstanceOf(StoreError);
  await expectOutage(own.load(newId()));
  await own.close();
});

test("nobody there at the start: an error that says so, not a hang", async () => {
  const dead = await FaultyProxy.start(1);
  const error = await expectOutage(open(new URL(`redis://127.0.0.1:${dead.port}`)));
  expect(error.message).toContain("connect");
  await dead[Symbol.asyncDispose]();
});

test("an app's own client with a queue of its own is held to the deadline too", async () => {
  const client = await connectedTo(proxy.inFrontOf(redis.url));
  client.on("error", () => {});
  const own = new RedisStore(client, { timeout: 200 });
  proxy.mode = "stall";
  expect((await expectOutage(own.load(newId()))).message).toContain("200 ms");
  proxy.mode = "pass";
  await expect.poll(() => own.load(newId()).catch(() => "still out")).toBeNull();
  await end(client);
});
