/** Servers whose settings would lose sessions in silence, and servers that take no others. */

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Service, startService } from "../../../../scripts/services/services.ts";
import { newDatabase } from "../../../../scripts/services/shared-services.ts";
import { SettingError, StoreError } from "../../core/errors.ts";
import { change, newId, session } from "../../testing/store-suite/trial.ts";
import { DatabaseStore } from "../database.ts";

/** What an app does, with a second process looking on. */
async function expectNothingLost(url: string): Promise<void> {
  const [store, other] = [await DatabaseStore.open(url, { poolSize: 3 }), await DatabaseStore.open(url)];
  await store.migrate();
  const [id, next] = [newId(), newId()];
  const text = '"漢 é € 😀 \\\\"';
  expect(await store.create(id, session({ entries: { é: text }, user: "Zoë" }))).toBe(true);
  expect((await other.load(id))?.entries.get("é")).toBe(text);
  const commits = Array.from({ length: 12 }, (_, n) =>
    [store, other][n % 2]!.commit(id, change({ set: { [`k${n}`]: "1" } })),
  );
  for (const { outcome } of await Promise.all(commits)) expect(outcome).toBe("stored");
  expect((await other.load(id))?.entries.size).toBe(13);
  expect(await store.rotate(id, next, change())).toMatchObject({ outcome: "stored" });
  expect(await other.load(id)).toBeNull();
  expect(await other.touch(next, Date.now() + 1_000_000, null)).toBe(true);
  for (let count = 0; count < 4; count++) await store.create(newId(), session());
  expect((await other.list({ limit: 3 })).sessions.size).toBe(3);
  expect((await other.list({ limit: 9 })).sessions.size).toBe(5);
  expect([...(await other.list({ limit: 9, user: "Zoë" })).sessions.keys()]).toEqual([next]);
  expect(await store.delete(next)).toBe(true);
  expect(await other.load(next)).toBeNull();
  for (const one of [store, other]) await one.close();
  const later = await DatabaseStore.open(url);
  expect((await later.list({ limit: 9 })).sessions.size).toBe(4);
  await later.close();
}

describe("MariaDB", () => {
  let service: Service;
  let admin: Awaited<ReturnType<typeof createConnection>>;
  beforeAll(async () => {
    service = await startService("mariadb", ["--character-set-server=latin1", "--skip-character-set-client-handshake"]);
    admin = await createConnection(service.url);
  });
  afterAll(async () => {
    await admin.end();
    await service[Symbol.asyncDispose]();
  });

  async function newDatabaseHere(): Promise<URL> {
    const name = `test_${randomUUID().replaceAll("-", "")}`;
    await admin.query(`create database ${name}`);
    const url = new URL(service.url);
    url.pathname = `/${name}`;
    return url;
  }

  const hostile = [
    "autocommit = 0",
    "completion_type = 'CHAIN'",
    "completion_type = 'RELEASE'",
    "tx_isolation = 'SERIALIZABLE'",
    "tx_isolation = 'READ-UNCOMMITTED'",
    "tx_read_only = 1",
    "sql_mode = 'ORACLE,EMPTY_STRING_IS_NULL,NO_BACKSLASH_ESCAPES'",
    "sql_mode = ''",
    "default_storage_engine = 'MyISAM'",
    "time_zone = '-11:00'",
    "sql_select_limit = 2",
  ];

  test.each([...hostile, hostile.filter((_, at) => at !== 2 && at !== 4 && at !== 7).join(", global ")])(
    "that says %s loses nothing",
    async (setting) => {
      const url = await newDatabaseHere();
      await admin.query(`set global ${setting}`);
      onTestFinished(async () => {
        for (const [name] of setting.matchAll(/\w+(?= =)/g)) await admin.query(`set global ${name} = default`);
      });
      await expectNothingLost(url.href);
    },
  );

  test("what the URL says of character sets and resets changes nothing", async () => {
    const url = await newDatabaseHere();
    await admin.query("set global autocommit = 0");
    onTestFinished(async () => void (await admin.query("set global autocommit = default")));
    url.search = "?charset=LATIN1_SWEDISH_CI&resetOnRelease=true";
    await expectNothingLost(url.href);
  });

  test("a table that somebody made without transactions: what is acknowledged is there", async () => {
    const { href } = await newDatabaseHere();
    const stores = [await DatabaseStore.open(href), await DatabaseStore.open(href)];
    await stores[0]!.migrate();
    await admin.query(`alter table ${new URL(href).pathname.slice(1)}.sessionscope_sessions engine = MyISAM`);
    const id = newId();
    await stores[0]!.create(id, session({ entries: {} }));
    const acknowledged: string[] = [];
    const commits = Array.from({ length: 40 }, async (_, n) => {
      const result = await stores[n % 2]!.commit(id, change({ set: { [`k${n}`]: "1" } })).catch((error) => error);
      if (result instanceof StoreError) expect(result.message).toContain("InnoDB");
      else acknowledged.push(`k${n}`);
    });
    await Promise.all(commits);
    expect([...(await stores[0]!.load(id))!.entries.keys()].sort()).toEqual(acknowledged.sort());
    for (const store of stores) await store.close();
  });

  /** Whoever connects through it has these words in his requests changed into others, of the same length. */
  async function rewriting(from: string, to: string): Promise<number> {
    expect(to).toHaveLength(from.length);
    const server = createServer((client) => {
      const target = connect(service.port, "127.0.0.1");
      client.on("data", (bytes) => {
        const at = bytes.indexOf(from);
        if (at >= 0) bytes.write(to, at);
        target.write(bytes);
      });
      target.pipe(client);
      for (const [one, another] of [
        [client, target],
        [target, client],
      ] as const)
        one.on("error", () => {}).on("close", () => another.destroy());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    return (server.address() as AddressInfo).port;
  }

  test.each([
    ["autocommit = 1", "autocommit = 0", /autocommit is still OFF/],
    ["'STRICT_ALL_TABLES", "'STRICT_ALL_CHAIRS", /set session sql_mode.*STRICT_ALL_CHAIRS/],
    ["level read committed", "level read yesterday", /set session transaction isolation/],
  ])("behind something that makes %s into %s: an error at the start, which names it", async (from, to, said) => {
    const url = await newDatabaseHere();
    await admin.query("set global autocommit = 0");
    onTestFinished(async () => void (await admin.query("set global autocommit = default")));
    url.port = `${await rewriting(from, to)}`;
    const refused = expect(DatabaseStore.open(url.href)).rejects;
    await refused.toThrow(SettingError);
    await expect(DatabaseStore.open(url.href)).rejects.toThrow(said);
  });
});

describe("PostgreSQL", () => {
  async function newDatabaseThatSays(...settings: string[]): Promise<string> {
    const url = await newDatabase("postgres");
    const client = new Client(url);
    await client.connect();
    for (const setting of settings)
      await client.query(`alter database ${new URL(url).pathname.slice(1)} set ${setting}`);
    await client.end();
    return url;
  }

  test("every default that a database can have for a transaction loses nothing", async () => {
    await expectNothingLost(
      await newDatabaseThatSays(
        "default_transaction_isolation = 'serializable'",
        "default_transaction_deferrable = on",
        "standard_conforming_strings = off",
        "client_encoding = 'LATIN1'",
        "timezone = 'Pacific/Niue'",
        "datestyle = 'german'",
        "transform_null_equals = on",
        "enable_indexscan = off",
      ),
    );
  });

  test("one that says read only is refused at the start", async () => {
    const url = await newDatabaseThatSays("default_transaction_read_only = on");
    await expect(DatabaseStore.open(url)).rejects.toThrow(/default_transaction_read_only is on/);
    await expect(DatabaseStore.open(url, { poolSize: 1 })).rejects.toThrow(SettingError);
  });

  test("one that cannot hold every text is refused at the start", async () => {
    const url = new URL(await newDatabase("postgres"));
    const client = new Client(url.href);
    await client.connect();
    const name = `latin_${randomUUID().replaceAll("-", "")}`;
    await client.query(`create database ${name} encoding 'LATIN1' locale 'C' template template0`);
    await client.end();
    url.pathname = `/${name}`;
    await expect(DatabaseStore.open(url)).rejects.toThrow(/server_encoding is LATIN1/);
  });
});
