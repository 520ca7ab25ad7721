/** The server-side stores that suites across files run over, on the real services. */

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

/** Sessions vanish where there is no room, and are not listed; all else holds here too. */
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

/** Without a service to be started, for the mutants: `STORES=embedded`. */
export const embedded = process.env.STORES === "embedded";
const wanted = ({ name }: TestedStore): boolean => !embedded || /^(Memory|File|DatabaseStore \(SQLite)/.test(name);

export const atomicStores = all.filter(wanted);
/** These and the caches. */
export const serverStores = [...all, ...cached].filter(wanted);

/** A server-side engine as an app uses it: what must hold on each of them, whether or not its commits are one step. */
export interface Engine {
  readonly name: string;
  /** A new and empty one. */
  open(): Promise<Store>;
}

export const engines: readonly Engine[] = [
  ...serverStores.map(({ name, newUrl }) => ({ name, open: async () => openServerStore(await newUrl()) })),
  { name: "CacheStore (Keyv)", open: async () => CacheStore.keyv(new Keyv()) },
];
