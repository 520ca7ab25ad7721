/**
 * Stores of express-session. Those on SQLite get `node:sqlite` in place of the drivers that they are made for, which have to
 * be compiled: better-sqlite3 has the same calls, and sqlite3 would wait in the thread pool besides.
 */

import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import session, { type SessionData, type Store } from "express-session";
import { importFrom, installPackages } from "../../server-sdk/tests/inspect/installed-packages.ts";
import { type Writer, type WritingSubject, weeks } from "./subject.ts";

const folder = import.meta.dirname;
const peer = async (name: string) => (await importFrom(folder, name)).default;
export const installPeers = (): void => installPackages(folder);

function writer(store: Store, close: () => void): Writer {
  const cookie = { originalMaxAge: weeks, maxAge: weeks } as SessionData["cookie"];
  const set = (id: string, data: SessionData) =>
    new Promise<void>((resolve, reject) => store.set(id, data, (error) => (error ? reject(error) : resolve())));
  const get = (id: string) =>
    new Promise<SessionData>((resolve, reject) =>
      store.get(id, (error, found) => (error || !found ? reject(error) : resolve(found))),
    );
  return {
    create: (id, data) => set(id, { cookie, ...data }),
    async change(id) {
      const found = (await get(id)) as SessionData & { n: number };
      found.n++;
      await set(id, found);
    },
    close,
  };
}

/** `pragmas`: those of our store, or none, as in the README of the peer. */
function database(path: string, pragmas: boolean): DatabaseSync {
  const db = new DatabaseSync(path);
  if (pragmas) db.exec("pragma journal_mode = wal; pragma synchronous = normal");
  return db;
}

async function betterSqlite3(path: string, pragmas: boolean): Promise<Writer> {
  const SqliteStore = (await peer("better-sqlite3-session-store"))(session);
  const db = database(path, pragmas);
  return writer(new SqliteStore({ client: db, expired: { clear: true, intervalMs: 2 ** 30 } }), () => db.close());
}

async function connectSqlite3(path: string, pragmas: boolean): Promise<Writer> {
  const SqliteStore = (await peer("connect-sqlite3"))(session);
  const db = database(path, pragmas);
  type Done = (error: unknown, found?: unknown) => void;
  const calls = {
    exec(sql: string, done: Done) {
      db.exec(sql);
      done(null);
    },
    run: (sql: string, values: SQLInputValue[], done?: Done) => done?.(null, db.prepare(sql).run(...values)),
    all: (sql: string, values: SQLInputValue[], done: Done) => done(null, db.prepare(sql).all(...values)),
    get: (sql: string, values: SQLInputValue[], done: Done) => done(null, db.prepare(sql).get(...values)),
  };
  return writer(new SqliteStore({ db: calls }), () => db.close());
}

async function sessionFileStore(path: string): Promise<Writer> {
  const FileStore = (await peer("session-file-store"))(session);
  return writer(new FileStore({ path, reapInterval: -1, retries: 0, logFn: () => {} }), () => {});
}

const onSqlite = (name: string, open: (path: string, pragmas: boolean) => Promise<Writer>): WritingSubject[] =>
  [true, false].map((pragmas) => ({
    where: "SQLite",
    name,
    waits: pragmas ? "the log" : "the disk",
    open: (folder) => open(join(folder, `${name}-${pragmas}.db`), pragmas),
  }));

export const peers: readonly WritingSubject[] = [
  ...onSqlite("better-sqlite3-session-store", betterSqlite3),
  ...onSqlite("connect-sqlite3", connectSqlite3),
  {
    where: "files",
    name: "session-file-store",
    waits: "the disk, but for its name",
    open: (folder) => sessionFileStore(join(folder, "session-file-store")),
  },
];
