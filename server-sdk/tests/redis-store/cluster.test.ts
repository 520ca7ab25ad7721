import { setTimeout as wait } from "node:timers/promises";
import { createCluster } from "redis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Service, startService } from "../../../scripts/services/services.ts";
import { freePort } from "../../../scripts/test-setup/free-port.ts";
import { StoreError } from "../../src/core/errors.ts";
import { open, RedisStore } from "../../src/stores/redis.ts";
import { assertEntries, assertGone, change, newId, session } from "../../src/testing/store-suite/trial.ts";
import { type StoreFactory, storeSuite } from "../../src/testing/store-suite.ts";
import { connectedTo, end } from "./connected-client.ts";

const slots = 16_384;
let nodes: Service[] = [];

/** Three masters, as small as a cluster gets. */
beforeAll(async () => {
  const buses = [await freePort(), await freePort(), await freePort()];
  nodes = await Promise.all(
    buses.map((bus) => startService("redis", ["--cluster-enabled", "yes", "--cluster-port", String(bus)])),
  );
  const clients = await Promise.all(nodes.map(({ url }) => connectedTo(url)));
  for (const [at, client] of clients.entries()) {
    const range = [Math.ceil((slots * at) / 3), Math.ceil((slots * (at + 1)) / 3) - 1].map(String);
    await client.sendCommand(["CLUSTER", "ADDSLOTSRANGE", ...range]);
    await client.sendCommand(["CLUSTER", "SET-CONFIG-EPOCH", String(at + 1)]);
  }
  for (const [at, { port }] of nodes.entries()) {
    await clients[0]!.sendCommand(["CLUSTER", "MEET", "127.0.0.1", String(port), String(buses[at])]);
  }
  for (const client of clients) await end(client);
});
afterAll(() => Promise.all(nodes.map((node) => node[Symbol.asyncDispose]())));

/** Also after nodes were killed: one that is started again is not heard by all the others at once. */
beforeEach(async () => {
  for (const { url } of nodes) {
    const client = await connectedTo(url);
    let state = "";
    while (!/cluster_state:ok/.test(state) || !/cluster_known_nodes:3/.test(state)) {
      await wait(20);
      state = await client.sendCommand<string>(["CLUSTER", "INFO"]);
    }
    await end(client);
  }
});

let prefix = "";
let count = 0;
const factory: StoreFactory = {
  name: "Redis Cluster",
  open: () => open(new URL(`${nodes[0]!.url}?cluster&prefix=${prefix}`)),
  reset: async () => {
    prefix = `test${count++}:`;
  },
  lacks: { clearing: "Redis removes sessions by itself" },
};

describe("RedisStore on a cluster", () => {
  for (const { name, skip, run } of storeSuite(factory)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }

  test("a node killed and started again: errors meanwhile, never a missing session, no help needed", async () => {
    const store = await open(new URL(`${nodes[1]!.url}?cluster&prefix=outage:`));
    const ids = Array.from({ length: 30 }, newId);
    for (const id of ids) await store.create(id, session());
    const answers = async () => {
      const results = await Promise.all(ids.map((id) => store.load(id).catch((error) => error)));
      expect(results).not.toContain(null);
      return results.filter((result) => result instanceof Error).length;
    };
    await nodes[0]!.kill();
    await expect.poll(answers).toBeGreaterThan(0);
    await nodes[0]!.start();
    await expect.poll(answers).toBe(0);
    await store.close();
  });

  test("all nodes killed for a while: works again by itself", async () => {
    const store = await open(new URL(`${nodes[1]!.url}?cluster&prefix=outage:`));
    const id = newId();
    await store.create(id, session());
    for (const node of nodes) await node.kill();
    await expect(store.load(id)).rejects.toThrow(StoreError);
    for (const node of nodes) await node.start();
    await expect.poll(() => store.load(id).catch(() => null)).not.toBeNull();
    await store.close();
  });

  test("nodes that say nothing: errors within the deadline, and works again when they speak", async () => {
    const store = await open(new URL(`${nodes[2]!.url}?cluster&prefix=outage:`));
    const id = newId();
    await store.create(id, session());
    const clients = await Promise.all(nodes.map(({ url }) => connectedTo(url)));
    await Promise.all(clients.map((client) => client.sendCommand(["CLIENT", "PAUSE", "10000", "ALL"])));
    for (const client of clients) await end(client);
    await expect(store.load(id)).rejects.toThrow(/did not answer/);
    await expect(store.load(id)).rejects.toThrow(StoreError);
    await expect.poll(() => store.load(id).catch(() => null)).not.toBeNull();
    await store.close();
  });

  test("sessions lie on all nodes, and rotate from any to any", async () => {
    const cluster = createCluster({ rootNodes: [{ url: nodes[1]!.url }] });
    await cluster.connect();
    const store = new RedisStore(cluster, { prefix: "spread:" });
    const usedNodes = new Set<number>();
    for (let turn = 0; turn < 60; turn++) {
      const [id, next] = [newId(), newId()];
      await store.create(id, session({ entries: { turn: `${turn}` }, user: "ada" }));
      expect(await store.rotate(id, next, change({ set: { rotated: "1" } }))).toMatchObject({ outcome: "stored" });
      await assertGone(store, id);
      await assertEntries(store, next, { turn: `${turn}`, rotated: "1" });
    }
    for (const [at, { url }] of nodes.entries()) {
      const client = await connectedTo(url);
      if ((await client.dbSize()) > 0) usedNodes.add(at);
      await end(client);
    }
    expect([...usedNodes]).toEqual([0, 1, 2]);
    expect((await store.list({ limit: 100, user: "ada" })).sessions.size).toBe(60);
    await (cluster.destroy ?? cluster.disconnect).call(cluster);
  });
});
