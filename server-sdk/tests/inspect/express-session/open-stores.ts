/** The stores that apps use, each empty, on real databases. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { createClient } from "redis";
import { onTestFinished } from "vitest";
import { newDatabase, sharedService } from "../../../../scripts/services/shared-services.ts";
import { load } from "./libraries.ts";

export interface OpenedStore {
  readonly store: LibraryStore;
  /** Every session by its id, as it is stored. */
  readonly records: () => Promise<ReadonlyMap<string, string>>;
  readonly lists: boolean;
}

interface LibraryStore {
  get(sid: string, done: (error: Error | null, session?: unknown) => void): void;
}

async function memory(): Promise<OpenedStore> {
  const store = new (load("express-session").MemoryStore)();
  return { store, records: async () => new Map(Object.entries<string>(store.sessions)), lists: true };
}

let prefixes = 0;

async function redis(): Promise<OpenedStore> {
  const client = createClient({ url: await sharedService("redis") });
  await client.connect();
  onTestFinished(() => void client.destroy());
  const prefix = `inspected-${process.pid}-${++prefixes}:`;
  const records = async () => {
    const stored = new Map<string, string>();
    for (const key of await client.keys(`${prefix}*`)) stored.set(key.slice(prefix.length), (await client.get(key))!);
    return stored;
  };
  const { RedisStore } = load("connect-redis");
  return { store: new RedisStore({ client, prefix }), records, lists: true };
}

async function postgres(): Promise<OpenedStore> {
  const pool = new Pool({ connectionString: await newDatabase("postgres") });
  onTestFinished(() => pool.end());
  const PgStore = load("connect-pg-simple")(load("express-session"));
  const store = new PgStore({ pool, createTableIfMissing: true, pruneSessionInterval: false });
  const records = async () => {
    const { rows } = await pool.query("select sid, sess::text || ' ' || expire::text as record from session");
    return new Map<string, string>(rows.map(({ sid, record }) => [sid, record]));
  };
  return { store, records, lists: false };
}

async function files(): Promise<OpenedStore> {
  const path = mkdtempSync(join(tmpdir(), "sessionscope-inspected-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const FileStore = load("session-file-store")(load("express-session"));
  const store = new FileStore({ path, logFn() {}, reapInterval: -1, retries: 0 });
  const records = async () =>
    new Map(readdirSync(path).map((name) => [name.replace(/\.json$/, ""), readFileSync(join(path, name), "utf8")]));
  return { store, records, lists: false };
}

export const stores: Readonly<Record<string, () => Promise<OpenedStore>>> = {
  MemoryStore: memory,
  RedisStore: redis,
  PGStore: postgres,
  FileStore: files,
};
