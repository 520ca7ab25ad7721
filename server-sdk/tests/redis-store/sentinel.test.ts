/** Redis behind a Sentinel: when the master dies, its replica takes over, and sessions go on. */

import { setTimeout as wait } from "node:timers/promises";
import { createClient, createSentinel } from "redis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Service, startService } from "../../../scripts/services/services.ts";
import { RedisStore } from "../../src/stores/redis.ts";
import { assertEntries, assertGone, change, newId, session } from "../../src/testing/store-suite/trial.ts";

let master: Service;
let replica: Service;
let sentinel: Service;

async function command(service: Service, ...args: string[]): Promise<unknown> {
  const client = await createClient({ url: service.url, RESP: 2 }).connect();
  const answer = await client.sendCommand(args);
  client.destroy();
  return answer;
}

beforeAll(async () => {
  master = await startService("redis");
  replica = await startService("redis", ["--replicaof", "127.0.0.1", `${master.port}`]);
  sentinel = await startService("sentinel");
  while (!/master_link_status:up/.test(`${await command(replica, "INFO", "replication")}`)) await wait(20);
  await command(sentinel, "SENTINEL", "MONITOR", "shop", "127.0.0.1", `${master.port}`, "1");
  await command(sentinel, "SENTINEL", "SET", "shop", "down-after-milliseconds", "500", "failover-timeout", "5000");
  while (((await command(sentinel, "SENTINEL", "REPLICAS", "shop")) as unknown[]).length < 1) await wait(20);
});
afterAll(async () => {
  for (const service of [sentinel, replica, master]) await service?.[Symbol.asyncDispose]();
});

async function connect() {
  const client = createSentinel({ name: "shop", sentinelRootNodes: [{ host: "127.0.0.1", port: sentinel.port }] });
  client.on("error", () => {});
  return client.connect();
}

test("sessions are made, changed, listed, moved and ended", async () => {
  const client = await connect();
  const store = new RedisStore(client, { prefix: "life:" });
  const [id, next] = [newId(), newId()];
  await store.create(id, session({ entries: { a: "1" }, user: "ada" }));
  expect(await store.commit(id, change({ set: { b: "2" } }))).toEqual({ outcome: "stored", revision: 2 });
  expect([...(await store.list({ limit: 10 })).sessions.keys()]).toEqual([id]);
  expect((await store.rotate(id, next, change())).outcome).toBe("stored");
  await assertGone(store, id);
  await assertEntries(store, next, { a: "1", b: "2" });
  expect([...(await store.list({ limit: 10, user: "ada" })).sessions.keys()]).toEqual([next]);
  expect(await store.delete(next)).toBe(true);
  await assertGone(store, next);
  await client.close();
});

test("the master killed: errors until the replica takes over, then what was replicated is there and can be changed", async () => {
  const client = await connect();
  const store = new RedisStore(client, { prefix: "failover:" });
  const ids = Array.from({ length: 20 }, newId);
  for (const id of ids) await store.create(id, session({ entries: { a: "1" } }));
  await expect.poll(() => command(replica, "DBSIZE")).toBe(ids.length);

  await master.kill();
  const commit = () => store.commit(ids[0]!, change({ set: { b: "2" } })).catch((error: Error) => error);
  await expect.poll(commit).toMatchObject({ outcome: "stored" });
  await assertEntries(store, ids[0]!, { a: "1", b: "2" });
  for (const id of ids.slice(1)) await assertEntries(store, id, { a: "1" });
  expect(await command(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "shop")).toContain(`${replica.port}`);
  await client.close();
});
