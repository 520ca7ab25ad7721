/** The server-side stores that suites across files run over, on the real services. */

import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "sessionscope";
import { newDatabase, sharedService } from "../../scripts/shared-services.ts";

export interface TestedStore {
  readonly name: string;
  /** How many random histories `npm test` makes. */
  readonly histories: number;
  /** Several processes share it. */
  readonly shared: boolean;
  /** Names a new and empty store each time. */
  newUrl(): Promise<string>;
}

const temporary = (): string => mkdtempSync(join(tmpdir(), "sessionscope-stores-"));

/** The stores whose commits are one step: they keep every promise. */
const all: readonly TestedStore[] = [
  { name: "MemoryStore", histories: 300, shared: false, newUrl: async () => "memory:" },
  {
    name: "DatabaseStore (SQLite)",
    histories: 100,
    shared: true,
    newUrl: async () => `sqlite:${join(temporary(), "sessions.db")}`,
  },
  { name: "DatabaseStore (PostgreSQL)", histories: 30, shared: true, newUrl: () => newDatabase("postgres") },
  { name: "DatabaseStore (MariaDB)", histories: 30, shared: true, newUrl: () => newDatabase("mariadb") },
  { name: "FileStore", histories: 30, shared: true, newUrl: async () => `file:${temporary()}` },
  {
    name: "RedisStore",
    histories: 50,
    shared: true,
    newUrl: async () => `${await sharedService("redis")}?prefix=${randomUUID()}:`,
  },
];

/** Without a service to be started, for the mutants: `STORES=embedded`. */
export const atomicStores = all.filter(
  ({ name }) => process.env.STORES !== "embedded" || /Memory|SQLite|File/.test(name),
);

/** Opens a server-side store, with its schema brought up to date. */
export async function openServerStore(url: string): Promise<Store> {
  const store = (await openStore(url)) as Store;
  await store.migrate?.();
  return store;
}
