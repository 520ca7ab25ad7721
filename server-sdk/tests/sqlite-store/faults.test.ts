/** A full disk, and a database file that another program has damaged. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SettingError, StoreError } from "../../src/core/errors.ts";
import type { SessionId } from "../../src/core/session-key.ts";
import { DatabaseStore } from "../../src/stores/database.ts";
import { change, newId, session } from "../../src/testing/store-suite/trial.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sqlite-faults-"));
  path = join(folder, "sessions.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// A process with a limit on file size fails in the same way as on a full disk.
test.skipIf(process.platform === "win32")(
  "on a full disk writes fail and change nothing, and reads go on; with space again every acknowledged write is there",
  async () => {
    const script = join(import.meta.dirname, "filling-process.ts");
    const node = [process.execPath, "--no-warnings", "--conditions=@sessionscope/source", script, path];
    const { stdout, stderr, status } = spawnSync("sh", ["-c", 'ulimit -f 1000; exec "$@"', "sh", ...node], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
    const told = JSON.parse(stdout) as { acknowledged: SessionId[]; full: string; commit: string; revision: number };
    expect(told).toMatchObject({ full: "SESSION_STORE_FAILED", commit: "SESSION_STORE_FAILED", revision: 1 });
    expect(told.acknowledged.length).toBeGreaterThan(10);
    const store = await DatabaseStore.open(`sqlite:${path}`);
    for (const id of told.acknowledged) expect(store.loadNow!(id)?.entries.get("large")).toHaveLength(4002);
    expect((await store.list({ limit: 10_000 })).sessions.size).toBe(told.acknowledged.length);
    expect(await store.commit(told.acknowledged[0]!, change({ set: { a: "1" } }))).toEqual({
      outcome: "stored",
      revision: 2,
    });
    await store.close();
  },
);

test("a damaged file gives errors, not empty sessions, and is left unchanged for its repair", async () => {
  let store = await DatabaseStore.open(`sqlite:${path}`);
  const ids = Array.from({ length: 200 }, newId);
  for (const id of ids) await store.create(id, session({ entries: { a: `"${"x".repeat(500)}"` } }));
  await store.close();
  const db = new DatabaseSync(path);
  const roots = db.prepare("select rootpage from sqlite_master where tbl_name = 'sessionscope_sessions'").all();
  db.close();
  const bytes = readFileSync(path);
  const pageSize = bytes.readUInt16BE(16);
  expect(roots.length).toBeGreaterThan(1);
  for (const { rootpage } of roots) bytes.fill(0xff, (Number(rootpage) - 1) * pageSize, Number(rootpage) * pageSize);
  writeFileSync(path, bytes);
  store = await DatabaseStore.open(`sqlite:${path}`);
  const works: readonly ((id: SessionId) => Promise<unknown>)[] = [
    async (id) => store.loadNow!(id),
    (id) => store.load(id),
    (id) => store.commit(id, change({ set: { a: "1" } })),
    (id) => store.touch(id, Date.now() + 1000, null),
    (id) => store.rotate(id, newId(), change()),
    (id) => store.delete(id),
    () => store.create(newId(), session()),
  ];
  for (const work of works) await expect(work(ids[0]!)).rejects.toThrow(StoreError);
  await store.close();
  expect(readFileSync(path)).toEqual(bytes);
});

test("a file that is not a database is reported as a wrong setting and left unchanged", async () => {
  writeFileSync(path, "not a database, but somebody's letters".repeat(1000));
  const before = readFileSync(path);
  await expect(DatabaseStore.open(`sqlite:${path}`)).rejects.toThrow(SettingError);
  expect(readFileSync(path)).toEqual(before);
});
