import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sqlite-file-"));
  path = join(folder, "a.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs this in a process of its own; what it throws fails the test. */
function run(program: string): void {
  const imports = `
    import fs from "node:fs";
    import { spawnSync } from "node:child_process";
    import { syncBuiltinESMExports } from "node:module";
    import { Worker } from "node:worker_threads";
    const module = ${JSON.stringify(new URL("sqlite-file.ts", import.meta.url).href)};
    const path = ${JSON.stringify(path)};
    /** Whether a process beside this one is kept out. */
    const othersWait = () => {
      const look = 'new (require("node:sqlite").DatabaseSync)(process.argv[1]).exec("begin immediate")';
      return /database is locked/.test(spawnSync(process.execPath, ["-e", look, path], { encoding: "utf8" }).stderr);
    };
  `;
  const flags = ["--no-warnings", "--input-type=module", "--eval", imports + program];
  const { status, stderr } = spawnSync(process.execPath, flags, { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
}

/** It has no modes, no POSIX locks, and links only for those who may make them. */
const onWindows = process.platform === "win32";
const modeOf = (file: string) => statSync(file).mode & 0o777;

test.skipIf(onWindows)("opening a file once more leaves this process its locks", () => {
  run(`
    const { openSqliteFile } = await import(module);
    const first = openSqliteFile(path).database;
    first.exec("create table t (x); begin immediate");
    if (!othersWait()) throw new Error("the lock does not hold");
    openSqliteFile(path).database.close();
    if (!othersWait()) throw new Error("the lock has gone");
  `);
  expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
});

test.skipIf(onWindows)(
  "a thread that makes the file as well, and is slow to close it, takes no lock from the others",
  () => {
    const slowThread = `
      import fs from "node:fs";
      import { syncBuiltinESMExports } from "node:module";
      import { workerData } from "node:worker_threads";
      const { openSqliteFile } = await import(workerData.module);
      const steps = new Int32Array(workerData.steps);
      const { closeSync } = fs;
      fs.closeSync = (file) => {
        Atomics.store(steps, 0, 1);
        Atomics.notify(steps, 0);
        Atomics.wait(steps, 1, 0);
        closeSync(file);
      };
      syncBuiltinESMExports();
      openSqliteFile(workerData.path);
    `;
    run(`
      const steps = new SharedArrayBuffer(8);
      const words = new Int32Array(steps);
      const slow = new Worker(new URL("data:text/javascript," + encodeURIComponent(${JSON.stringify(slowThread)})), {
        workerData: { module, path, steps },
      });
      while (Atomics.load(words, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const { openSqliteFile } = await import(module);
      const { database } = openSqliteFile(path);
      database.exec("create table t (x); begin immediate");
      const ended = new Promise((resolve, reject) => slow.once("exit", resolve).once("error", reject));
      Atomics.store(words, 1, 1);
      Atomics.notify(words, 1);
      await ended;
      if (!othersWait()) throw new Error("the lock has gone");
    `);
  },
);

test.skipIf(onWindows)(
  "the new file is its owner's only, whatever the umask, also on a file system without hard links",
  () => {
    run(`
    process.umask(0);
    const { openSqliteFile } = await import(module);
    openSqliteFile(path).database.exec("create table t (x)");
    fs.linkSync = () => { throw Object.assign(new Error("Operation not permitted"), { code: "EPERM" }); };
    syncBuiltinESMExports();
    for (const file of [path, path + "2"]) openSqliteFile(file).database.exec("create table if not exists t (x)");
  `);
    expect([modeOf(path), modeOf(`${path}2`)]).toEqual([0o600, 0o600]);
    expect(readdirSync(folder).sort()).toEqual(["a.db", "a.db2"]);
  },
);

test.skipIf(onWindows)("a link that leads to no file yet: the file is made where it leads", () => {
  const target = join(folder, "elsewhere.db");
  symlinkSync(target, path);
  run(`
    process.umask(0);
    const { openSqliteFile } = await import(module);
    openSqliteFile(path).database.exec("create table t (x)");
  `);
  expect(modeOf(target)).toBe(0o600);
  expect(existsSync(path)).toBe(true);
});
