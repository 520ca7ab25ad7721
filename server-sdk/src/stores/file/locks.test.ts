import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Locks, lockCount } from "./locks.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "locks-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the work of several holders at once and answers the most that were inside together. */
async function mostInside(holders: readonly Locks[], numbers: (turn: number) => number[]): Promise<number> {
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 40 }, (_, turn) =>
      holders[turn % holders.length]!.hold(numbers(turn), async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
      }),
    ),
  );
  return most;
}

test("one at a time under one lock, several under several", async () => {
  const locks = new Locks(directory);
  expect(await mostInside([locks], () => [3])).toBe(1);
  expect(await mostInside([locks], (turn) => [turn % lockCount])).toBeGreaterThan(1);
  await locks.close();
});

test("one at a time for several instances on one directory", async () => {
  const both = [new Locks(directory), new Locks(directory)];
  expect(await mostInside(both, () => [3])).toBe(1);
  for (const locks of both) await locks.close();
});

test("two that want the same two locks in the opposite order both get them, and the same lock twice is once", async () => {
  const locks = new Locks(directory);
  expect(await mostInside([locks], (turn) => (turn % 2 ? [1, 2] : [2, 1]))).toBe(1);
  expect(await locks.hold([5, 5], async () => "held")).toBe("held");
  await locks.close();
});

test("what the work throws comes out, and the lock is free again", async () => {
  const locks = new Locks(directory);
  await expect(
    locks.hold([0], async () => {
      throw new Error("the work failed");
    }),
  ).rejects.toThrow("the work failed");
  expect(await locks.hold([0], async () => "next")).toBe("next");
  await locks.close();
});

test("tryNow works at once when the lock is free, and not at all when somebody holds it", async () => {
  const locks = new Locks(directory);
  const other = new Locks(directory);
  const did: string[] = [];
  locks.tryNow(0, () => did.push("free"));
  await locks.hold([0], async () => {
    locks.tryNow(0, () => did.push("held by us"));
    other.tryNow(0, () => did.push("held by another"));
  });
  other.tryNow(0, () => did.push("free again"));
  expect(did).toEqual(["free", "free again"]);
  await locks.close();
  await other.close();
});

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

async function holdInChild(): Promise<ChildProcess> {
  const script = join(directory, "child.mjs");
  writeFileSync(
    script,
    `const { Locks } = await import(${JSON.stringify(new URL("locks.ts", import.meta.url).href)});
     globalThis.locks = new Locks(${JSON.stringify(join(directory, "locks"))});
     globalThis.locks.hold([0], () => new Promise(() => {
       // Another store on the same directory takes nothing from the first: closing a file would end the locks on it.
       new Locks(${JSON.stringify(join(directory, "locks"))});
       process.send("holds");
       setInterval(() => {}, 1000);
     }));`,
  );
  const child = fork(script, { execArgv: ["--no-warnings"] });
  children.add(child);
  await once(child, "message");
  return child;
}

test("a process killed while it holds a lock holds it no more", async () => {
  const locks = new Locks(join(directory, "locks"));
  const child = await holdInChild();
  const entered: string[] = [];
  locks.tryNow(0, () => entered.push("while it lives"));
  const held = locks.hold([0], async () => entered.push("after its death"));
  child.kill("SIGKILL");
  await held;
  expect(entered).toEqual(["after its death"]);
  await locks.close();
});

test("a process that lives and holds a lock for too long is never robbed of it: the others fail", async () => {
  const locks = new Locks(join(directory, "locks"));
  const child = await holdInChild();
  const waiting = [locks.hold([0], async () => {}), locks.hold([0], async () => {})];
  const results = await Promise.allSettled(waiting);
  for (const result of results) expect(String((result as PromiseRejectedResult).reason)).toContain("too long");
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  expect(await locks.hold([0], async () => "works again")).toBe("works again");
  await locks.close();
});

test("lock files that were removed fail the work; made anew by another process, they are used", async () => {
  const path = join(directory, "locks");
  const locks = new Locks(path);
  await locks.hold([0], async () => {});
  renameSync(path, `${path}-elsewhere`);
  expect(locks.present).toBe(false);
  await expect(locks.hold([0], async () => {})).rejects.toThrow("gone");
  const others = new Locks(path);
  expect(locks.present).toBe(true);
  expect(await mostInside([locks, others], () => [0])).toBe(1);
  await locks.close();
  await others.close();
});

test("closed locks let nothing in and open nothing, also when their files were made anew", async () => {
  const path = join(directory, "locks");
  const closed = new Locks(path);
  await closed.close();
  await closed.close();
  renameSync(path, `${path}-elsewhere`);
  const others = new Locks(path);
  const entered: string[] = [];
  await expect(closed.hold([0], async () => entered.push("held"))).rejects.toThrow("closed");
  expect(() => closed.tryNow(0, () => entered.push("tried"))).toThrow("closed");
  expect(entered).toEqual([]);
  await others.close();
});

test("lock files are closed to others and stay empty", async () => {
  const locks = new Locks(directory);
  await locks.hold([0, 1], async () => {});
  await locks.close();
  const files = readdirSync(directory);
  expect(files).toHaveLength(lockCount);
  for (const file of files) {
    const { size, mode } = statSync(join(directory, file));
    expect([size, mode & 0o777]).toEqual([0, 0o600]);
  }
});
