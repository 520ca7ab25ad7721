/** The server-side stores that suites across files run over, on the real services. */

import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Keyv } from "keyv";
import { openStore, type Store } from "sessionscope";
import { CacheStore, Memcached } from "sessionscope/stores/cache";
import { CachedDatabaseStore } from "sessionscope/stores/cached-database";
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
export const embedded = process.env.STORES === "embedded";
export const atomicStores = all.filter(({ name }) => !embedded || /Memory|SQLite|File/.test(name));

/** A server-side engine as an app uses it: what must hold on each of them, whether or not its commits are one step. */
export interface Engine {
  readonly name: string;
  /** A new and empty one. */
  open(): Promise<Store>;
}

const memcached = async (): Promise<string> => new URL(await sharedService("memcached")).host;

/** Those that an app makes by hand, or that keep fewer promises. */
const caches: readonly Engine[] = [
  { name: "CacheStore (Keyv)", open: async () => CacheStore.keyv(new Keyv()) },
  {
    name: "CacheStore (Memcached)",
    open: async () => CacheStore.memcached(await memcached(), { prefix: `${randomUUID()}:` }),
  },
  {
    name: "CachedDatabaseStore",
    open: async () =>
      new CachedDatabaseStore({
        database: await openServerStore(`sqlite:${join(temporary(), "sessions.db")}`),
        cache: new Memcached([await memcached()]),
      }),
  },
];

export const engines: readonly Engine[] = [
  ...atomicStores.map(({ name, newUrl }) => ({ name, open: async () => openServerStore(await newUrl()) })),
  ...caches.filter(({ name }) => !embedded || /Keyv/.test(name)),
];

/** Opens a server-side store, with its schema brought up to date. */
export async function openServerStore(url: string): Promise<Store> {
  const store = (await openStore(url)) as Store;
  await store.migrate?.();
  return store;
}
