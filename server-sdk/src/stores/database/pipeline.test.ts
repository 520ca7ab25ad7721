/** Loads over one connection to PostgreSQL: none waits for another, and none takes another with it. */

import { spawnSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { expect, test } from "vitest";
import { FaultyProxy } from "../../../../scripts/services/faulty-proxy.ts";
import { newDatabase } from "../../../../scripts/services/shared-services.ts";
import { StoreError } from "../../core/errors.ts";
import { change, newId, session } from "../../testing/store-suite/trial.ts";
import { type DatabaseOptions, DatabaseStore } from "../database.ts";

async function opened(options: DatabaseOptions = {}) {
  const url = await newDatabase("postgres");
  const store = await DatabaseStore.open(url, options);
  await store.migrate();
  const other = new Client(url);
  await other.connect();
  const connections = async (): Promise<number> => {
    const text =
      "select 1 from pg_stat_activity where datname = current_database() and application_name = 'sessionscope'";
    return (await other.query(text)).rows.length;
  };
  /** Until it is ended, nobody reads a session. */
  const holdReaders = async (): Promise<void> => {
    await other.query("begin");
    await other.query("lock table sessionscope_sessions in access exclusive mode");
  };
  const letThem = () => other.query("rollback");
  const close = () => Promise.all([store.close(), other.end()]);
  return { url, store, connections, holdReaders, letThem, close };
}

test("many loads at once take one connection more, each gets its own session", async () => {
  const { store, connections, close } = await opened();
  const ids = Array.from({ length: 100 }, newId);
  for (const id of ids) await store.create(id, session({ entries: { id: JSON.stringify(id) } }));
  const before = await connections();
  const loaded = await Promise.all([...ids, newId()].map((id) => store.load(id)));
  expect(loaded.map((one) => one?.entries.get("id"))).toEqual([...ids.map((id) => JSON.stringify(id)), undefined]);
  expect(await connections()).toBe(before + 1);
  await close();
});

test("connections stay within poolSize, loads included, and one is enough", async () => {
  for (const poolSize of [1, 3]) {
    const { store, connections, close } = await opened({ poolSize });
    // Commits to one session would travel together, over one connection.
    const ids = Array.from({ length: 20 }, newId);
    for (const id of ids) await store.create(id, session());
    await Promise.all(ids.flatMap((id) => [store.load(id), store.commit(id, change({ set: { changed: "1" } }))]));
    for (const id of ids) expect((await store.load(id))?.entries.get("changed")).toBe("1");
    expect(await connections()).toBe(poolSize);
    await close();
  }
});

test("a load that is late fails alone: those asked after it have their own deadlines", async () => {
  const { store, holdReaders, letThem, close } = await opened({ loadTimeout: 4000 });
  const id = newId();
  await store.create(id, session());
  await store.load(id);
  await holdReaders();
  const first = store.load(id);
  await wait(2000); // Half of the deadline lies between the two.
  const second = store.load(id);
  await expect(first).rejects.toThrow(/no answer within 4000 ms/);
  await letThem();
  expect((await second)?.revision).toBe(1);
  expect((await store.load(id))?.revision).toBe(1);
  await close();
});

test("where an answer got lost nobody is given another's session, and nobody's counts as gone", async () => {
  const { url, store, close } = await opened();
  const [one, other] = [newId(), newId()];
  for (const id of [one, other]) await store.create(id, session({ entries: { id: JSON.stringify(id) } }));
  await using proxy = await FaultyProxy.start(Number(new URL(url).port));
  const proxied = await DatabaseStore.open(proxy.inFrontOf(url), { loadTimeout: 1000 });
  await proxied.load(one);
  proxy.mode = "drop-replies";
  const lost = proxied.load(newId());
  await expect.poll(() => proxy.dropped).toBeGreaterThan(0);
  proxy.mode = "pass";
  const loads = [lost, proxied.load(one), proxied.load(other), proxied.load(newId())];
  for (const load of await Promise.allSettled(loads)) expect(load).toMatchObject({ reason: expect.any(StoreError) });
  expect((await proxied.load(one))?.entries.get("id")).toBe(JSON.stringify(one));
  expect(await proxied.load(newId())).toBeNull();
  await proxied.close();
  await close();
});

test("a load that the server refuses fails alone", async () => {
  const { store, close } = await opened();
  const id = newId();
  await store.create(id, session());
  const before = store.load(id);
  const refused = store.load("\0" as typeof id);
  const after = store.load(id);
  await expect(refused).rejects.toThrow(StoreError);
  expect([(await before)?.revision, (await after)?.revision]).toEqual([1, 1]);
  await close();
});

test("closing waits for the loads that are under way, and refuses later ones", async () => {
  const { store, holdReaders, letThem, close } = await opened();
  const id = newId();
  await store.create(id, session());
  await store.load(id);
  await holdReaders();
  const loading = store.load(id);
  const closing = store.close();
  await expect(store.load(id)).rejects.toThrow(StoreError);
  await letThem();
  expect((await loading)?.revision).toBe(1);
  await closing;
  await close();
});

test("a connection that only loaded keeps no process alive", async () => {
  const { url, close } = await opened();
  const program = `
    const { DatabaseStore } = await import(${JSON.stringify(new URL("../database.ts", import.meta.url).href)});
    const store = await DatabaseStore.open(${JSON.stringify(url)});
    console.log(await store.load("nothing"));
  `;
  const flags = ["--conditions=@sessionscope/source", "--input-type=module", "--eval", program];
  const { stdout, status } = spawnSync(process.execPath, flags, { encoding: "utf8", timeout: 25_000 });
  expect({ stdout, status }).toEqual({ stdout: "null\n", status: 0 });
  await close();
});
