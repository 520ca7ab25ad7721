/**
 * The same bytes in the same places by hand: what is read is the text as it is, and what is written differs in one number.
 * No library that leaves the old or the new session behind, whenever the machine stops, can cost less.
 */

import { closeSync, fsync, mkdirSync, openSync, readFileSync, rename, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { type Writer, type WritingSubject, weeks } from "./subject.ts";

const [synced, renamed] = [promisify(fsync), promisify(rename)];
const counted = (text: string): string => text.replace(/"n":(\d+)/, (_, n) => `"n":${Number(n) + 1}`);

/** The table and the indexes of our store. Nobody else can change the row between reading and writing it. */
async function sqlite(folder: string): Promise<Writer> {
  const db = new DatabaseSync(join(folder, "by-hand.db"));
  db.exec(`pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -16384;
    create table bare (id text primary key not null, created_at bigint not null, modified_at bigint not null,
      expires_at bigint not null, expiry text, revision bigint not null, user_id text, data text not null);
    create index bare_expires_at on bare (expires_at); create index bare_modified_at on bare (modified_at);
    create index bare_user_id on bare (user_id, id) where user_id is not null`);
  const insert = db.prepare("insert into bare values (?, ?, ?, ?, null, 1, null, ?)");
  const read = db.prepare("select data, revision from bare where id = ? and expires_at > ?");
  const write = db.prepare("update bare set modified_at = ?, expires_at = ?, revision = ?, data = ? where id = ?");
  const [begin, commit] = [db.prepare("begin immediate"), db.prepare("commit")];
  return {
    create: async (id, data) => insert.run(id, Date.now(), Date.now(), Date.now() + weeks, JSON.stringify(data)),
    change(id) {
      begin.run();
      const now = Date.now();
      const { data, revision } = read.get(id, now) as { data: string; revision: number };
      write.run(now, now + weeks, revision + 1, counted(data), id);
      commit.run();
    },
    close: () => db.close(),
  };
}

/** Without a lock: two processes would undo each other's changes. */
async function files(folder: string): Promise<Writer> {
  const place = (id: string) => join(folder, "by-hand", id.slice(0, 2), id);
  const write = async (path: string, text: string) => {
    const file = openSync(`${path}.tmp`, "w", 0o600);
    writeSync(file, text);
    await synced(file);
    closeSync(file);
    // The file system may wait for the disk here: 5 to 100 ms, in which the process would do nothing else.
    await renamed(`${path}.tmp`, path);
    const directory = openSync(dirname(path), "r");
    await synced(directory);
    closeSync(directory);
  };
  return {
    create(id, data) {
      mkdirSync(dirname(place(id)), { recursive: true });
      return write(place(id), JSON.stringify(data));
    },
    change: (id) => write(place(id), counted(readFileSync(place(id), "utf8"))),
    close: () => {},
  };
}

export const byHand: readonly WritingSubject[] = [
  { where: "SQLite", name: "by hand", waits: "the log", open: sqlite },
  { where: "files", name: "by hand", waits: "the disk", open: files },
];
