/** Somebody alters the table while statements on it are prepared. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { newDatabase } from "../../../../scripts/services/shared-services.ts";
import { change, newId, session } from "../../testing/store-suite/trial.ts";
import { DatabaseStore } from "../database.ts";

type Alter = (statement: string) => Promise<void>;
interface AlteredDatabase {
  readonly title: string;
  /** The URL of an empty one, and how to run a statement beside the store. */
  open(): Promise<{ url: string; alter: Alter }>;
  readonly alterations: readonly string[];
}

const table = "alter table sessionscope_sessions";

const databases: readonly AlteredDatabase[] = [
  {
    title: "PostgreSQL",
    open: async () => {
      const url = await newDatabase("postgres");
      const client = new Client(url);
      await client.connect();
      onTestFinished(() => client.end());
      return { url, alter: async (statement) => void (await client.query(statement)) };
    },
    alterations: [
      `${table} add column note text default 'theirs'`,
      `${table} drop column note`,
      `${table} alter column user_id type varchar(1000)`,
      `${table} alter column revision type integer, alter column data type varchar`,
    ],
  },
  {
    title: "MariaDB",
    open: async () => {
      const url = await newDatabase("mariadb");
      const client = await createConnection(url);
      onTestFinished(() => client.end());
      return { url, alter: async (statement) => void (await client.query(statement)) };
    },
    alterations: [
      `${table} add column note varchar(9) default 'theirs' first`,
      `${table} drop column note`,
      `${table} modify user_id longblob`,
    ],
  },
  {
    title: "SQLite",
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), "sqlite-altered-"));
      const path = join(folder, "a.db");
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const alter: Alter = async (statement) => {
        const other = new DatabaseSync(path);
        other.exec(statement);
        other.close();
      };
      return { url: `sqlite:${path}`, alter };
    },
    alterations: [`${table} add column note text default 'theirs'`, `${table} drop column note`],
  },
];

test.each(databases)("$title: nobody notices", async ({ open, alterations }) => {
  const { url, alter } = await open();
  const [store, other] = [await DatabaseStore.open(url), await DatabaseStore.open(url)];
  await store.migrate();
  const id = newId();
  await store.create(id, session({ entries: { n: "0" } }));
  let revision = 1;
  /** Every statement, on every connection of the pool, and the one that locks the row. */
  const useAll = async () => {
    const loaded = await Promise.all(Array.from({ length: 20 }, () => store.load(id)));
    for (const one of loaded) expect(one).toMatchObject({ revision, user: null });
    const writes = Array.from({ length: 20 }, (_, n) =>
      [store, other][n % 2]!.commit(id, change({ set: { n: `${n}` } })),
    );
    const written = await Promise.all(writes);
    expect(written.map(({ outcome }) => outcome)).toEqual(writes.map(() => "stored"));
    revision += writes.length;
    expect((await store.list({ limit: 5 })).sessions.get(id)?.entries.size).toBe(1);
    const [old, next] = [newId(), newId()];
    await store.create(old, session());
    expect(await store.touch(old, Date.now() + 1000, null)).toBe(true);
    expect(await store.rotate(old, next, change())).toMatchObject({ outcome: "stored" });
    expect(await store.delete(next)).toBe(true);
  };
  await useAll();
  for (const alteration of alterations) {
    await alter(alteration);
    await useAll();
  }
  for (const one of [store, other]) await one.close();
});
