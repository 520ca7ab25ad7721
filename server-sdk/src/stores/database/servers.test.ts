/** What servers across a network do to a store: be away, be slow, be restarted, deadlock, lack the table. */

import { spawnSync } from "node:child_process";
import * as nodeModule from "node:module";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { FaultyProxy } from "../../../../scripts/services/faulty-proxy.ts";
import { startService } from "../../../../scripts/services/services.ts";
import { newDatabase, sharedService } from "../../../../scripts/services/shared-services.ts";
import { SettingError, StoreError } from "../../core/errors.ts";
import { change, newId, session } from "../../testing/store-suite/trial.ts";
import { DatabaseStore } from "../database.ts";

const kinds = [
  { kind: "postgres", title: "PostgreSQL", driver: "pg", scheme: "postgres" },
  { kind: "mariadb", title: "MySQL", driver: "mysql2", scheme: "mysql" },
] as const;

/** A connection of somebody else. */
async function connect(kind: "postgres" | "mariadb", url: string) {
  if (kind === "postgres") {
    const client = new Client(url);
    await client.connect();
    return { query: (text: string) => client.query(text), end: () => client.end() };
  }
  const connection = await createConnection(url);
  return { query: (text: string) => connection.query(text), end: () => connection.end() };
}

/** A transaction of somebody else; it is rolled back when it is ended. */
async function begin(kind: "postgres" | "mariadb", url: string) {
  const connection = await connect(kind, url);
  await connection.query("begin");
  return connection;
}

/** `pg` answers { rows }, `mysql2` [rows, fields]. */
function rowsOf(answer: unknown): readonly unknown[] {
  return Array.isArray(answer) ? answer[0] : (answer as { rows: unknown[] }).rows;
}

const locking = (id: string) => `select * from sessionscope_sessions where id = '${id}' for update`;

describe.each(kinds)("DatabaseStore on a $title server", ({ kind, title, driver, scheme }) => {
  test("without the table it says which command makes it", async () => {
    const store = await DatabaseStore.open(await newDatabase(kind));
    await expect(store.load(newId())).rejects.toThrow(/Database \(\w+\).*npx sessionscope migrate/);
    expect(await store.migrate()).toEqual(["001_sessions", "002_modified"]);
    expect(await store.load(newId())).toBeNull();
    await store.close();
  });

  test("several migrate at once: each step is applied once", async () => {
    const url = await newDatabase(kind);
    const stores = await Promise.all([1, 2, 3, 4].map(() => DatabaseStore.open(url)));
    const applied = await Promise.all(stores.map((store) => store.migrate()));
    expect(applied.flat()).toEqual(["001_sessions", "002_modified"]);
    for (const store of stores) await store.close();
  });

  test("a database of an older version gets what it lacks, and keeps its sessions", async () => {
    const url = await newDatabase(kind);
    const store = await DatabaseStore.open(url);
    await store.migrate();
    const id = newId();
    await store.create(id, session());
    const admin = await connect(kind, url);
    const on = kind === "postgres" ? "" : " on sessionscope_sessions";
    await admin.query(`drop index sessionscope_sessions_modified_at${on}`);
    await admin.query("delete from sessionscope_migrations where name = '002_modified'");
    const sort = { by: "modified", descending: true } as const;
    expect([...(await store.list({ limit: 5, sort })).sessions.keys()]).toEqual([id]);
    expect(await store.migrate()).toEqual(["002_modified"]);
    expect([...(await store.list({ limit: 5, sort })).sessions.keys()]).toEqual([id]);
    await admin.end();
    await store.close();
  });

  test("killed under load: what was acknowledged is there after the restart, the rest failed as a store does", async () => {
    await using service = await startService(kind);
    const store = await DatabaseStore.open(service.url);
    await store.migrate();
    const ids = Array.from({ length: 8 }, newId);
    for (const id of ids) await store.create(id, session({ entries: {} }));
    const acknowledged = new Map(ids.map((id) => [id, new Set<string>()]));
    const failures: unknown[] = [];
    let killed = false;
    const writers = ids.map(async (id) => {
      for (let n = 0; failures.length === 0 || !killed; n++) {
        const key = `k${n}`;
        const made = change({ set: { [key]: "1" } });
        const result = await store.commit(id, made).catch((error: unknown) => error);
        if (result instanceof Error) failures.push(result);
        else if ((result as { outcome: string }).outcome === "stored") acknowledged.get(id)!.add(key);
        else throw new Error("a session was gone though nobody ended it");
        if (n === 20 && !killed) {
          killed = true;
          await service.kill();
        }
      }
    });
    await Promise.all(writers);
    expect([...acknowledged.values()].reduce((count, keys) => count + keys.size, 0)).toBeGreaterThan(20);
    for (const failure of failures) expect(failure).toBeInstanceOf(StoreError);
    // What PostgreSQL has forked serves a little longer than the one that is killed.
    await expect.poll(() => store.load(ids[0]!).catch((error: unknown) => error)).toBeInstanceOf(StoreError);
    await service.start();
    for (const id of ids) {
      const found = await store.load(id);
      const missing = [...acknowledged.get(id)!].filter((key) => !found?.entries.has(key));
      expect(missing).toEqual([]);
      expect((await store.commit(id, change())).outcome).toBe("stored");
    }
    await store.close();
  });

  test("a server that does not answer fails the call at its deadline, and serves again when it goes on", async () => {
    const url = await newDatabase(kind);
    await using proxy = await FaultyProxy.start(Number(new URL(url).port));
    // Long enough for a busy machine while all is well.
    const options = { loadTimeout: 3000, commitTimeout: 3000, poolSize: 2 };
    const store = await DatabaseStore.open(proxy.inFrontOf(url), options);
    await store.migrate();
    const id = newId();
    await store.create(id, session());
    proxy.mode = "stall";
    const calls = [1, 2, 3, 4].flatMap(() => [store.load(id), store.commit(id, change({ set: { late: "1" } }))]);
    for (const call of await Promise.allSettled(calls)) {
      expect(call.status === "rejected" && call.reason).toBeInstanceOf(StoreError);
      expect(`${call.status === "rejected" && call.reason}`).toMatch(/no answer within 3000 ms/);
    }
    proxy.mode = "pass";
    await expect.poll(() => store.load(id).catch(() => null)).toMatchObject({ user: null });
    expect((await store.commit(id, change())).outcome).toBe("stored");
    await store.close();
  });

  test("a write whose answer was lost fails, is not done twice, and the next one builds on it", async () => {
    const url = await newDatabase(kind);
    await using proxy = await FaultyProxy.start(Number(new URL(url).port));
    const store = await DatabaseStore.open(proxy.inFrontOf(url));
    const direct = await DatabaseStore.open(url);
    await store.migrate();
    const id = newId();
    await store.create(id, session());
    await store.commit(id, change({ set: { a: "1" } }));
    proxy.mode = "drop-replies";
    await expect(store.commit(id, change({ set: { b: "1" } }))).rejects.toThrow(StoreError);
    await expect.poll(async () => (await direct.load(id))?.revision).toBe(3);
    proxy.mode = "pass";
    await expect.poll(() => store.load(id).catch(() => null)).toMatchObject({ revision: 3 });
    expect(await store.commit(id, change({ set: { c: "1" } }))).toEqual({ outcome: "stored", revision: 4 });
    expect([...(await direct.load(id))!.entries.keys()]).toEqual(["name", "a", "b", "c"]);
    await store.close();
    await direct.close();
  });

  test("commits at once to one session: each its own revision and answer, and one that the server refuses fails alone", async () => {
    const url = await newDatabase(kind);
    const store = await DatabaseStore.open(url);
    await store.migrate();
    const id = newId();
    await store.create(id, session({ entries: {} }));
    const admin = await connect(kind, url);
    await admin.query("alter table sessionscope_sessions add constraint harmless check (data not like '%poison%')");
    const commits = Array.from({ length: 32 }, (_, at) => store.commit(id, change({ set: { [`k${at}`]: "1" } })));
    const conflict = store.commit(id, change({ set: { k0: "2" }, expect: { k0: "0" } }));
    const poison = store.commit(id, change({ set: { poison: "1" } }));
    const last = store.commit(id, change({ set: { last: "1" } }));
    await expect(poison).rejects.toThrow(/harmless/);
    expect(await conflict).toEqual({ outcome: "conflict", keys: ["k0"] });
    const revisions = (await Promise.all([...commits, last])).map((one) => one.outcome === "stored" && one.revision);
    expect(revisions).toEqual(Array.from({ length: 33 }, (_, at) => at + 2));
    const keys = [...Array.from({ length: 32 }, (_, at) => `k${at}`), "last"];
    expect([...(await store.load(id))!.entries]).toEqual(keys.map((key) => [key, "1"]));
    await admin.end();
    await store.close();
  });

  test("commits that wait for others: a delete does not, closing does, and a lost answer fails those that it was for", async () => {
    const url = await newDatabase(kind);
    await using proxy = await FaultyProxy.start(Number(new URL(url).port));
    const store = await DatabaseStore.open(proxy.inFrontOf(url));
    const direct = await DatabaseStore.open(url);
    await store.migrate();
    const id = newId();
    await store.create(id, session({ entries: {} }));
    await store.commit(id, change({ set: { a: "1" } }));
    const rotating = [
      store.commit(id, change({ set: { x: "1" } })),
      store.commit(id, change({ set: { y: "1" } })),
      store.rotate(id, newId(), change({ expect: { x: "0" } })),
    ];
    const outcomes = (await Promise.all(rotating)).map(({ outcome }) => outcome);
    expect(outcomes, "what does not rotate leaves the others where they are").toEqual(["stored", "stored", "conflict"]);
    expect([...(await direct.load(id))!.entries.keys()]).toEqual(["a", "x", "y"]);
    proxy.mode = "drop-replies";
    const lost = ["b", "c", "d"].map((key) => store.commit(id, change({ set: { [key]: "1" } })));
    await expect(lost[0]).rejects.toThrow(StoreError);
    proxy.mode = "pass";
    for (const one of lost) await one.catch((error: unknown) => expect(error).toBeInstanceOf(StoreError));
    const { entries, revision } = (await direct.load(id))!;
    expect(revision, "nothing was done twice").toBe(1 + entries.size);
    const [deleted, ...rest] = [store.delete(id), store.commit(id, change()), store.commit(id, change())];
    const closed = store.close();
    expect(await deleted).toBe(true);
    for (const one of await Promise.all(rest)) expect((one as { outcome: string }).outcome).toMatch(/stored|gone/);
    await closed;
    await expect(store.commit(id, change())).rejects.toThrow("the store is closed");
    expect(await direct.load(id)).toBeNull();
    await direct.close();
  });

  test("what is under way when the store closes is answered, on new connections too", async () => {
    const url = await newDatabase(kind);
    const store = await DatabaseStore.open(url);
    await store.migrate();
    const [loaded, touched, deleted] = [newId(), newId(), newId()];
    for (const id of [loaded, touched, deleted]) await store.create(id, session());
    const underWay = Promise.all([
      store.load(loaded),
      store.touch(touched, Date.now() + 60_000, null),
      store.delete(deleted),
      store.create(newId(), session()),
    ]);
    const closed = store.close();
    expect(await underWay).toMatchObject([{ user: null }, true, true, true]);
    await closed;
    await expect(store.load(loaded)).rejects.toThrow(StoreError);
  });

  test("connections that are cut are replaced", async () => {
    const url = await newDatabase(kind);
    await using proxy = await FaultyProxy.start(Number(new URL(url).port));
    const store = await DatabaseStore.open(proxy.inFrontOf(url));
    await store.migrate();
    const id = newId();
    await store.create(id, session());
    for (let round = 0; round < 3; round++) {
      proxy.cut();
      await expect.poll(() => store.load(id).catch(() => null)).toMatchObject({ user: null });
    }
    await store.close();
  });

  test("a row that somebody keeps locked fails the write at its deadline, not the reads", async () => {
    const url = await newDatabase(kind);
    const store = await DatabaseStore.open(url);
    await store.migrate();
    const id = newId();
    await store.create(id, session());
    const hurried = await DatabaseStore.open(url, { commitTimeout: 200 });
    await hurried.load(id);
    const other = await begin(kind, url);
    await other.query(locking(id));
    await expect(hurried.commit(id, change({ set: { a: "1" } }))).rejects.toThrow(/no answer within 200 ms/);
    await expect(hurried.delete(id)).rejects.toThrow(StoreError);
    expect((await hurried.load(id))?.revision).toBe(1);
    await other.end();
    for (const one of [store, hurried]) await one.close();
  });

  test("a deadlock that the write loses is tried again", async () => {
    const url = await newDatabase(kind);
    const third = await connect(kind, url);
    // In a deadlock PostgreSQL fails the transaction that looks for it first, and each looks once, after deadlock_timeout. The
    // store's transaction must be the one that looks, and not before there is a deadlock.
    if (kind === "postgres") {
      await third.query(`alter database ${new URL(url).pathname.slice(1)} set deadlock_timeout = '5s'`);
    }
    const store = await DatabaseStore.open(url, { commitTimeout: 40_000 });
    await store.migrate();
    const [id, next] = [newId(), newId()];
    await store.create(id, session());
    const other = await begin(kind, url);
    if (kind === "postgres") await other.query("set deadlock_timeout = '60s'");
    // So much work that MariaDB rather gives up ours.
    const rows = [next, ...Array.from({ length: 99 }, newId)].map((one) => `('${one}', 1, 1, 1, 1, '')`);
    const columns = "id, created_at, modified_at, expires_at, revision, data";
    await other.query(`insert into sessionscope_sessions (${columns}) values ${rows}`);
    const rotated = store.rotate(id, next, change({ set: { a: "1" } }));
    // Theirs waits for the row that ours has locked, and ours for the row that theirs has made.
    await expect.poll(async () => (await third.query(`${locking(id)} skip locked`).then(rowsOf)).length).toBe(0);
    await other.query(locking(id));
    await other.end();
    expect(await rotated).toEqual({ outcome: "stored", revision: 2 });
    expect((await store.load(next))?.entries.get("a")).toBe("1");
    await third.end();
    await store.close();
  });

  test.each([1, 2])(
    "a full queue refuses at once instead of making more wait, with %i connections",
    async (poolSize) => {
      const url = await sharedService(kind);
      await using proxy = await FaultyProxy.start(Number(new URL(url).port));
      proxy.mode = "stall";
      const store = await DatabaseStore.open(proxy.inFrontOf(url), { loadTimeout: 300, poolSize });
      const calls = await Promise.allSettled(Array.from({ length: 1100 }, () => store.load(newId())));
      const reasons = calls.map((call) => (call.status === "rejected" ? `${call.reason.message}` : "served"));
      expect(reasons.filter((reason) => /no answer within/.test(reason)).length).toBeGreaterThan(900);
      expect(reasons.filter((reason) => /too many|Queue limit/i.test(reason)).length).toBeGreaterThan(50);
      expect(reasons).not.toContain("served");
      proxy.cut();
      await store.close();
    },
  );

  test("a URL that leads nowhere fails when it is used, as a store does", async () => {
    const store = await DatabaseStore.open(`${scheme}://nobody@127.0.0.1:9/none`);
    await expect(store.load(newId())).rejects.toThrow(StoreError);
    await store.close();
  });

  // Node 22.15 and later; core/storing/load-driver.test.ts has it for every version.
  const cannotHide = !("registerHooks" in nodeModule);
  test.skipIf(cannotHide)("without its driver it names the package to install", () => {
    const program = `
      import { registerHooks } from "node:module";
      registerHooks({ resolve: (name, context, next) => {
        if (name !== ${JSON.stringify(driver)}) return next(name, context);
        throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
      } });
      const { DatabaseStore } = await import(${JSON.stringify(new URL("../database.ts", import.meta.url).href)});
      await DatabaseStore.open("${scheme}://127.0.0.1/x").catch((error) => console.log(error.code, error.message));
    `;
    const flags = ["--conditions=@sessionscope/source", "--input-type=module", "--eval", program];
    const { stdout } = spawnSync(process.execPath, flags, { encoding: "utf8" });
    expect(stdout).toBe(
      `SESSION_DRIVER_MISSING The ${title} store needs the package "${driver}". Install it: npm install ${driver}\n`,
    );
  });
});

test("serialization failures are tried again: PostgreSQL where every transaction is serializable", async () => {
  const url = await newDatabase("postgres");
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query("select current_database() as name");
  await client.query(`alter database ${rows[0].name} set default_transaction_isolation = 'serializable'`);
  await client.end();
  const stores = await Promise.all([1, 2, 3].map(() => DatabaseStore.open(url)));
  await stores[0]!.migrate();
  const id = newId();
  await stores[0]!.create(id, session({ entries: {} }));
  for (let round = 0; round < 10; round++) {
    const results = await Promise.all(
      stores.map((store, index) => store.commit(id, change({ set: { [`${round}-${index}`]: "1" } }))),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(["stored", "stored", "stored"]);
  }
  expect((await stores[1]!.load(id))?.entries.size).toBe(30);
  for (const store of stores) await store.close();
});

test("a wrong pool size or timeout is a wrong setting", async () => {
  for (const options of [{ poolSize: 0 }, { loadTimeout: -1 }, { commitTimeout: Number.NaN }]) {
    await expect(DatabaseStore.open("postgres://127.0.0.1/x", options)).rejects.toThrow(SettingError);
  }
});
