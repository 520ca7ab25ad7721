/** The files of a SQLite database, removed or replaced while a store has them open. */

import { copyFileSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { StoreError } from "../../core/errors.ts";
import { change, newId, session } from "../../testing/store-suite/trial.ts";
import { DatabaseStore } from "../database.ts";

let folder: string;
let path: string;
let store: DatabaseStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sessionscope-opened-"));
  path = join(folder, "sessions.db");
  store = await DatabaseStore.open(`sqlite:${path}`);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** So many milliseconds have gone, for all who measure time. */
function pass(milliseconds: number): void {
  const now = performance.now() + milliseconds;
  vi.spyOn(performance, "now").mockReturnValue(now);
}

const id = newId();
const writes: readonly [string, () => unknown][] = [
  ["create", () => store.create(newId(), session())],
  ["createNow", async () => store.createNow!(newId(), session())],
  ["commit", () => store.commit(id, change({ set: { a: "1" } }))],
  ["commitNow", async () => store.commitNow!(id, change({ set: { a: "1" } }))],
  ["rotate", () => store.rotate(id, newId(), change())],
  ["rotateNow", async () => store.rotateNow!(id, newId(), change())],
  ["touch", () => store.touch(id, Date.now() + 1000, null)],
  ["delete", () => store.delete(id)],
  ["clearExpired", () => store.clearExpired(10, new AbortController().signal)[Symbol.asyncIterator]().next()],
];

async function expectAllRefused(): Promise<void> {
  for (const [name, write] of writes) {
    const refused = expect(write(), name).rejects;
    await refused.toThrow(StoreError);
    await expect(write(), name).rejects.toThrow(/sessions\.db(-wal)? was removed or replaced/);
  }
  pass(1000);
  // As long as it lasts, not only when the next look is due.
  for (const _ of [1, 2]) expect(() => store.loadNow!(id)).toThrow(/was removed or replaced/);
  await expect(store.load(id)).rejects.toThrow(StoreError);
  await expect(store.list({ limit: 1 })).rejects.toThrow(StoreError);
}

const away = () => join(folder, "away");
const wals = () => [`${path}-wal`, `${away()}-wal`] as const;

/** What happens to the files, and what puts them back. */
const faults: readonly [string, () => void, () => void][] = [
  ["the file is moved away", () => renameSync(path, away()), () => renameSync(away(), path)],
  [
    "a copy is put in its place",
    () => {
      renameSync(path, away());
      copyFileSync(away(), path);
    },
    () => renameSync(away(), path),
  ],
  [
    "the file is deleted",
    () => {
      linkSync(path, away());
      unlinkSync(path);
    },
    () => renameSync(away(), path),
  ],
  [
    "the folder is another one",
    () => {
      renameSync(folder, `${folder}-away`);
      mkdirSync(folder);
    },
    () => {
      rmSync(folder, { recursive: true });
      renameSync(`${folder}-away`, folder);
    },
  ],
  ["the log is moved away", () => renameSync(...wals()), () => renameSync(wals()[1], wals()[0])],
];

describe.skipIf(process.platform === "win32").each(faults)("%s", (_, damage, restore) => {
  test("writes fail at once, reads within a second; with it back nothing is missing", async () => {
    await store.create(id, session({ entries: { a: "0" } }));
    damage();
    // What was read within the last second may be read again.
    expect(store.loadNow!(id)?.entries.get("a")).toBe("0");
    await expectAllRefused();
    restore();
    expect((await store.load(id))?.revision).toBe(1);
    expect(await store.commit(id, change({ set: { a: "2" } }))).toEqual({ outcome: "stored", revision: 2 });
  });
});

test("a new database in the place of a deleted one is not written to: the app must be started again for that", async () => {
  await store.create(id, session());
  for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file);
  const other = await DatabaseStore.open(`sqlite:${path}`);
  await expectAllRefused();
  expect((await other.list({ limit: 9 })).sessions.size).toBe(0);
  await other.close();
});

test("a relative path and one through a link are looked at where they lead, wherever the app goes", async () => {
  const directory = process.cwd();
  onTestFinished(() => process.chdir(directory));
  process.chdir(folder);
  symlinkSync("sessions.db", "linked.db");
  for (const name of ["relative.db", "linked.db"]) {
    process.chdir(folder);
    const opened = await DatabaseStore.open(`sqlite:./${name}`);
    process.chdir(tmpdir());
    const created = newId();
    expect(await opened.create(created, session())).toBe(true);
    expect(await opened.load(created)).not.toBeNull();
    renameSync(join(folder, name), join(folder, `${name}-away`));
    await expect(opened.delete(created)).rejects.toThrow(/was removed or replaced/);
    await opened.close();
  }
});
