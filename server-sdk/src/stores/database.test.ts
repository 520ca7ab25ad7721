import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { afterAll, beforeAll, describe, test } from "vitest";
import { newDatabase } from "../../../scripts/shared-services.ts";
import { type StoreFactory, storeSuite } from "../testing/store-suite.ts";
import { DatabaseStore } from "./database.ts";

const directory = mkdtempSync(join(tmpdir(), "sessionscope-sqlite-"));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
const sqlite: StoreFactory = {
  name: "SQLite",
  reset: async () => {
    files++;
  },
  open: () => DatabaseStore.open(`sqlite:${directory}/${files}.db`),
};

let postgresUrl: string;
const postgres: StoreFactory = {
  name: "PostgreSQL",
  reset: async () => {
    const client = new Client(postgresUrl);
    await client.connect();
    await client.query("truncate sessionscope_sessions");
    await client.end();
  },
  open: () => DatabaseStore.open(postgresUrl),
};

let mysqlUrl: string;
const mysql: StoreFactory = {
  name: "MariaDB",
  reset: async () => {
    const connection = await createConnection(mysqlUrl);
    await connection.query("truncate sessionscope_sessions");
    await connection.end();
  },
  open: () => DatabaseStore.open(mysqlUrl),
};

beforeAll(async () => {
  [postgresUrl, mysqlUrl] = await Promise.all([newDatabase("postgres"), newDatabase("mariadb")]);
  for (const url of [postgresUrl, mysqlUrl]) {
    const store = await DatabaseStore.open(url);
    await store.migrate();
    await store.close();
  }
}, 120_000);

describe.each([sqlite, postgres, mysql])("DatabaseStore on $name", (factory) => {
  for (const { name, skip, run } of storeSuite(factory)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});
