import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newDatabase } from "../../../scripts/services/shared-services.ts";
import { type RejectedEvent, rejected } from "../core/events.ts";
import { assertEntries, change, newId, session } from "../testing/store-suite/trial.ts";
import { type StoreFactory, storeSuite } from "../testing/store-suite.ts";
import { DatabaseStore } from "./database.ts";

interface Database extends StoreFactory {
  /** Runs SQL beside the store. */
  execute(sql: string): Promise<void>;
  readonly open: () => Promise<DatabaseStore>;
}

const directory = mkdtempSync(join(tmpdir(), "sessionscope-sqlite-"));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
const sqlite: Database = {
  name: "SQLite",
  reset: async () => {
    files++;
  },
  open: () => DatabaseStore.open(`sqlite:${directory}/${files}.db`),
  execute: async (sql) => {
    const db = new DatabaseSync(`${directory}/${files}.db`);
    db.exec(sql);
    db.close();
  },
};

let postgresUrl: string;
const postgres: Database = {
  name: "PostgreSQL",
  reset: () => postgres.execute("truncate sessionscope_sessions"),
  open: () => DatabaseStore.open(postgresUrl),
  execute: async (sql) => {
    const client = new Client(postgresUrl);
    await client.connect();
    await client.query(sql);
    await client.end();
  },
};

let mysqlUrl: string;
const mysql: Database = {
  name: "MariaDB",
  reset: () => mysql.execute("truncate sessionscope_sessions"),
  open: () => DatabaseStore.open(mysqlUrl),
  execute: async (sql) => {
    const connection = await createConnection(mysqlUrl);
    await connection.query(sql);
    await connection.end();
  },
};

beforeAll(async () => {
  [postgresUrl, mysqlUrl] = await Promise.all([newDatabase("postgres"), newDatabase("mariadb")]);
});

describe.each([sqlite, postgres, mysql])("DatabaseStore on $name", (database) => {
  beforeAll(async () => {
    const store = await database.open();
    await store.migrate();
    await store.close();
  });

  for (const { name, skip, run } of storeSuite(database)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }

  test("a row that holds no session is reported, counts as gone, and stays as it was for whoever looks into it", async () => {
    await database.reset();
    const store = await database.open();
    const good = newId();
    await store.create(good, session());
    for (const damage of ["data = 'garbage'", `data = '"cut'`, `user_id = '"'`, "data = ''"]) {
      const bad = newId();
      await store.create(bad, session({ entries: { a: "1" } }));
      await store.load(bad);
      await database.execute(`update sessionscope_sessions set ${damage}, revision = 5 where id = '${bad}'`);
      const reported: RejectedEvent[] = [];
      const listener = (event: unknown) => reported.push(event as RejectedEvent);
      rejected.subscribe(listener);
      expect(await store.load(bad)).toBeNull();
      rejected.unsubscribe(listener);
      expect(reported).toEqual([expect.objectContaining({ reason: "corrupted", id: bad, store: store.name })]);
      expect(await store.commit(bad, change({ set: { b: "1" } }))).toEqual({ outcome: "gone" });
      expect(await store.rotate(bad, newId(), change())).toEqual({ outcome: "gone" });
      expect([...(await store.list({ limit: 9 })).sessions.keys()]).toEqual([good]);
      const column = damage.slice(0, damage.indexOf(" ="));
      const untouched = `delete from sessionscope_sessions where id = '${bad}' and ${damage} and revision = 5`;
      await database.execute(untouched);
      expect(await store.delete(bad), `${column} was changed`).toBe(false);
    }
    await store.close();
  });

  test("clearing and commits at once leave the living and remove the dead", async () => {
    await database.reset();
    const store = await database.open();
    const other = await database.open();
    const living = Array.from({ length: 20 }, newId);
    for (const id of living) await store.create(id, session());
    for (let count = 0; count < 200; count++) await store.create(newId(), session({ expiresAt: Date.now() }));
    const clear = async (by: DatabaseStore) => {
      let removed = 0;
      for await (const count of by.clearExpired(7, new AbortController().signal)) removed += count;
      return removed;
    };
    const work = living.map(async (id, index) => {
      for (let round = 0; round < 5; round++) await store.commit(id, change({ set: { [`k${round}`]: `${index}` } }));
    });
    const [one, two] = await Promise.all([clear(store), clear(other), ...work]);
    // Each leaves alone what the other is at; together they may leave some to the next.
    expect((one ?? 0) + (two ?? 0) + (await clear(store))).toBe(200);
    for (const [index, id] of living.entries()) {
      const rounds = [0, 1, 2, 3, 4].map((round) => [`k${round}`, `${index}`]);
      await assertEntries(store, id, { name: '"Ada"', ...Object.fromEntries(rounds) });
    }
    await store.close();
    await other.close();
  });

  test("a page comes however many dead are in its way, and a rare text from however far", async () => {
    await database.reset();
    const store = await database.open();
    const values: string[] = [];
    for (let index = 0; index < 12_000; index++) {
      values.push(`('d${`${index}`.padStart(6, "0")}', 1, 1, 1, 1, '["a",1]\n1')`);
    }
    await database.execute(
      `insert into sessionscope_sessions (id, created_at, modified_at, expires_at, revision, data) values ${values}`,
    );
    const rare = "zzz" as ReturnType<typeof newId>;
    await store.create(rare, session({ entries: { needle: "1" } }));
    for (const text of [undefined, "needle"]) {
      const page = await store.list({ limit: 10, text });
      expect([...page.sessions.keys()]).toEqual([rare]);
      expect(page.next).toBeNull();
    }
    await store.close();
  });
});
