/** The server-side stores over which several suites run, on the real services. */

import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Keyv } from "keyv";
import type { Store } from "sessionscope";
import { CacheStore } from "sessionscope/stores/cache";
import { newDatabase, sharedService } from "../../scripts/services/shared-services.ts";
import { openServerStore } from "./open-server-store.ts";

export interface TestedStore {
  readonly name: string;
  /** The number of random histories in `npm test`. */
  readonly histories: number;
  /** Whether several processes can share the store. */
  readonly shared: boolean;
  /** The address of a new, empty store. */
  newUrl(): Promise<string>;
}

const temporary = (): string => mkdtempSync(join(tmpdir(), "sessionscope-stores-"));

/** The stores whose commits are atomic: they keep every promise. */
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

/** A cache: it drops sessions when it is full and cannot list them. It keeps every other promise. */
const cached: readonly TestedStore[] = [
  {
    name: "CacheStore (Memcached)",
    histories: 30,
    shared: true,
    newUrl: async () => `${await sharedService("memcached")}?prefix=${randomUUID()}:`,
  },
  {
    name: "CachedDatabaseStore (SQLite behind Memcached)",
    histories: 30,
    shared: true,
    newUrl: async () => {
      const { host } = new URL(await sharedService("memcached"));
      return `cached:${host}/sqlite:${join(temporary(), "sessions.db")}`;
    },
  },
];

/** The stores that need no service, for the mutants: `STORES=embedded`. */
export const embedded = process.env.STORES === "embedded";
const wanted = ({ name }: TestedStore): boolean => !embedded || /^(Memory|File|DatabaseStore \(SQLite)/.test(name);

export const atomicStores = all.filter(wanted);
/** The stores above and the caches. */
export const serverStores = [...all, ...cached].filter(wanted);

/** A server-side engine as an app uses it, whether or not its commits are atomic. */
export interface Engine {
  readonly name: string;
  /** Opens a new, empty store. */
  open(): Promise<Store>;
}

export const engines: readonly Engine[] = [
  ...serverStores.map(({ name, newUrl }) => ({ name, open: async () => openServerStore(await newUrl()) })),
  { name: "CacheStore (Keyv)", open: async () => CacheStore.keyv(new Keyv()) },
];
