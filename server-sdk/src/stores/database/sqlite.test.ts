import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { SettingError, StoreError } from "../../core/errors.ts";
import { openStore } from "../../open-store.ts";
import { change, newId, session } from "../../testing/store-suite/trial.ts";
import { DatabaseStore } from "../database.ts";
import { listStatements, type Order } from "./list-statements.ts";
import { SqliteEngine } from "./sqlite.ts";
import { type Statement, sessionStatements } from "./statements.ts";

const directory = mkdtempSync(join(tmpdir(), "sessionscope-sqlite-"));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;
const newFile = () => join(directory, `${files++}.db`);

test("opens by URL: a relative path, an absolute one, one in memory", async () => {
  for (const path of [newFile(), join(directory, "a b#c?d.db"), ":memory:"]) {
    const store = await openStore(`sqlite:${encodeURI(path).replaceAll("#", "%23").replaceAll("?", "%3f")}`);
    if (store.kind !== "server") throw new Error("a database is a server-side store");
    const id = newId();
    expect(await store.create(id, session())).toBe(true);
    expect(store.loadNow?.(id)?.entries.get("name")).toBe('"Ada"');
    expect(store.name).toBe("Database (SQLite)");
    expect(store.traits.shared).toBe(path !== ":memory:");
    await store.close?.();
    if (path !== ":memory:") expect(statSync(path).isFile()).toBe(true);
  }
});

test("what cannot be opened is a wrong setting, and says which file and what to do", async () => {
  await expect(DatabaseStore.open(`sqlite:${directory}/no/such/folder.db`)).rejects.toThrow(SettingError);
  await expect(DatabaseStore.open(`sqlite:${directory}`)).rejects.toThrow(/Name a file in an existing folder/);
  await expect(DatabaseStore.open("sqlite:")).rejects.toThrow(/names no file/);
  await expect(DatabaseStore.open("oracle:x")).rejects.toThrow(/sqlite:, postgres: or mysql:/);
});

test("a setting that SQLite does not take is an error at the start, which names it", async () => {
  const path = newFile();
  const other = new DatabaseSync(path);
  other.exec("create table theirs (a); begin immediate");
  const opened = DatabaseStore.open(`sqlite:${path}`, { commitTimeout: 20 });
  await expect(opened).rejects.toThrow(/journal_mode = wal was refused: database is locked/);
  other.exec("rollback");
  other.close();
  await using held = closing(await DatabaseStore.open(`sqlite:${path}`));
  expect(await held.store.create(newId(), session())).toBe(true);
  expect(existsSync(`${path}-wal`)).toBe(true);
});

test("a database that a version to come has migrated is refused by the step's name, and stays as it is", async () => {
  const path = newFile();
  const store = await DatabaseStore.open(`sqlite:${path}`);
  const id = newId();
  await store.create(id, session());
  await store.close();
  const db = new DatabaseSync(path);
  const step = db.prepare("insert into sessionscope_migrations (name, timestamp) values (?, ?)");
  step.run("002_to_come", new Date().toISOString());
  await expect(DatabaseStore.open(`sqlite:${path}`)).rejects.toThrow(/failed to migrate.*002_to_come/);
  expect(db.prepare("select id from sessionscope_sessions").all()).toEqual([{ id }]);
  db.close();
});

test("the files are for their owner only, whatever the umask", async () => {
  const path = newFile();
  const umask = process.umask(0);
  onTestFinished(() => void process.umask(umask));
  await using opened = closing(await DatabaseStore.open(`sqlite:${path}`));
  await opened.store.create(newId(), session());
  for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777, file).toBe(0o600);
});

test("logouts and new keys wait for the disk, other writes do not", async () => {
  const engine = new SqliteEngine(newFile(), 1000);
  await engine.migrate();
  const statements = sessionStatements(engine.grammar);
  const [normal, full] = [{ synchronous: 1 }, { synchronous: 2 }];
  /** In place of a statement: how long it would wait. */
  const asking = (statement: Statement) => {
    const asked = { ...statement, name: null, reads: true, sql: "pragma synchronous", bind: () => [] };
    return { statement: asked, values: {} };
  };
  const { delete: logout, touchPolicy, rotate, commit, lock } = statements;
  for (const statement of [logout, rotate]) expect(engine.runNow(asking(statement)).rows).toEqual([full]);
  for (const statement of [touchPolicy, commit]) expect(engine.runNow(asking(statement)).rows).toEqual([normal]);
  expect.assertions(6);
  for (const durable of [true, false]) {
    const decide = (row: unknown) => {
      expect(row).toEqual(durable ? full : normal);
      return null;
    };
    engine.decideNow({ read: asking(lock), durable, decide });
  }
  await engine.close();
});

test("while another process holds the write lock, reads go on and writes fail without being done", async () => {
  const path = newFile();
  await using held = closing(await DatabaseStore.open(`sqlite:${path}`, { commitTimeout: 20 }));
  const { store } = held;
  const id = newId();
  await store.create(id, session());
  const other = new DatabaseSync(path);
  other.exec("begin immediate");
  expect((await store.load(id))?.revision).toBe(1);
  for (const write of [
    () => store.commit(id, change({ set: { a: "1" } })),
    () => store.rotate(id, newId(), change()),
    () => store.touch(id, 1, null),
    () => store.delete(id),
    () => store.create(newId(), session()),
  ]) {
    await expect(write()).rejects.toThrow(StoreError);
  }
  other.exec("rollback");
  other.close();
  expect(store.loadNow?.(id)?.entries.size).toBe(1);
  expect(await store.commit(id, change())).toEqual({ outcome: "stored", revision: 2 });
});

test("after close every call fails as a store does", async () => {
  const store = await DatabaseStore.open("sqlite::memory:");
  await store.close();
  await store.close();
  await expect(store.load(newId())).rejects.toThrow(StoreError);
  expect(() => store.loadNow?.(newId())).toThrow(StoreError);
});

test("clearing and listing look at what they need, by an index", async () => {
  const engine = new SqliteEngine(":memory:", 0);
  await engine.migrate();
  const statements = sessionStatements(engine.grammar);
  const lists = listStatements(engine.grammar);
  const byId: Order = { column: null, descending: false };
  const latest: Order = { column: "modified_at", descending: true };
  const values = { id: "a", after: "a", now: 1, user: "a", from_revision: 1, modified_at: 1, revision: 1, data: "" };
  const plan = (statement: Statement) => {
    const explained = { ...statement, name: null, reads: true, sql: `explain query plan ${statement.sql}` };
    const { rows } = engine.runNow({ statement: explained, values: { ...values, at: 1, expiry: null, user_id: null } });
    return (rows as unknown as { detail: string }[]).map(({ detail }) => detail).join("; ");
  };
  const page = { order: byId, until: false, state: "live", user: false, signedIn: undefined, text: false } as const;
  for (const statement of [statements.load, statements.commit, lists.page(9, page), lists.stretch(9, byId)]) {
    expect(plan(statement)).toMatch(/^SEARCH \S+ USING (COVERING )?INDEX sqlite_autoindex_\S+ \(id[=>]\?\)$/);
  }
  for (const statement of [lists.page(9, { ...page, order: latest, state: "any" }), lists.stretch(9, latest)]) {
    expect(plan(statement)).toMatch(/^SEARCH \S+ USING INDEX sessionscope_sessions_modified_at \(modified_at<\?\)/);
  }
  expect(plan(lists.page(9, { ...page, user: true }))).toMatch(
    /^SEARCH \S+ USING INDEX sessionscope_sessions_user_id \(user_id=\? AND id>\?\)$/,
  );
  expect(plan(statements.clearExpired(9))).toMatch(
    /SEARCH \S+ USING (COVERING )?INDEX \S+expires_at \(expires_at<\?\)/,
  );
  await engine.close();
});

test("a file of an older version gets what it lacks when it is opened, and keeps its sessions", async () => {
  const file = newFile();
  const id = newId();
  const older = await DatabaseStore.open(`sqlite:${file}`);
  await older.create(id, session());
  await older.close();
  const db = new DatabaseSync(file);
  db.exec("drop index sessionscope_sessions_modified_at");
  db.exec("delete from sessionscope_migrations where name = '002_modified'");
  db.close();
  const store = await DatabaseStore.open(`sqlite:${file}`);
  expect(await store.load(id)).not.toBeNull();
  await store.close();
  const after = new DatabaseSync(file);
  expect(
    after.prepare("select name from sqlite_master where name = 'sessionscope_sessions_modified_at'").get(),
  ).toBeDefined();
  after.close();
});

test("Kysely is loaded where a step is due, and nowhere else", () => {
  const file = newFile();
  const program = `
    import { registerHooks } from "node:module";
    let loaded = false;
    registerHooks({
      load(url, context, next) {
        loaded ||= url.includes("kysely");
        return next(url, context);
      },
    });
    const { DatabaseStore } = await import(${JSON.stringify(new URL("../database.ts", import.meta.url).href)});
    const store = await DatabaseStore.open(process.argv[1]);
    await store.list({ limit: 5 });
    await store.close();
    console.log(loaded);
  `;
  const flags = ["--conditions=@sessionscope/source", "--input-type=module", "--eval", program];
  const opened = () => execFileSync(process.execPath, [...flags, `sqlite:${file}`], { encoding: "utf8" }).trim();
  expect([opened(), opened()]).toEqual(["true", "false"]);
});

test("an estimate of the number of sessions is near it", async () => {
  const store = await DatabaseStore.open("sqlite::memory:");
  const clock = Date.now();
  for (let index = 0; index < 4000; index++) {
    await store.create(newId(), session({ entries: {}, expiresAt: index % 4 === 0 ? clock : clock + 3_600_000 }));
  }
  const all = await store.count("all");
  expect(all.exact).toBe(false);
  // Six times the standard deviation of such a sample.
  expect(Math.abs(all.count - 4000)).toBeLessThan(760);
  expect(await store.count("expired")).toEqual({ count: 1000, exact: true });
  await store.close();
});

const processes = 4;
const commits = 50;

test("several processes open one new file at once, and all their commits to one session survive", async () => {
  const url = `sqlite:${newFile()}`;
  const id = newId();
  const program = `
    import { DatabaseStore } from ${JSON.stringify(new URL("../database.ts", import.meta.url).href)};
    const [url, id, name] = process.argv.slice(1);
    const now = Date.now();
    const store = await DatabaseStore.open(url);
    await store.create(id, { entries: new Map(), createdAt: now, modifiedAt: now, expiresAt: now + 3e6, expiry: null, revision: 1, user: null });
    for (let n = 0; n < ${commits}; n++) {
      const change = { set: new Map([[name + n, "1"]]), delete: new Set(), clear: false, modifiedAt: now, expiry: { from: null, expiresAt: now + 3e6 } };
      const { outcome } = await store.commit(id, change);
      if (outcome !== "stored") throw new Error(outcome);
    }
    await store.close();
  `;
  const flags = ["--conditions=@sessionscope/source", "--input-type=module", "--eval", program];
  const ended = Array.from({ length: processes }, async (_, index) => {
    const child = spawn(process.execPath, [...flags, url, id, `p${index}-`], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text: Buffer) => {
      said += text;
    });
    const [code] = await once(child, "close");
    expect(code, said).toBe(0);
  });
  await Promise.all(ended);
  await using held = closing(await DatabaseStore.open(url));
  const found = await held.store.load(id);
  expect(found?.entries.size).toBe(processes * commits);
  expect(found?.revision).toBe(processes * commits + 1);
});

function closing(store: DatabaseStore) {
  return { store, [Symbol.asyncDispose]: () => store.close() };
}
