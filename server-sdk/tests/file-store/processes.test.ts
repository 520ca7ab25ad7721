import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileStore } from "../../src/stores/file.ts";
import { idNamed, sessionNames, sessionOf } from "./operations.ts";

const workers = 4;
const kills = 8;
const writesBetweenKills = 60;

let directory: string;
const running = new Set<ChildProcess>();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "file-store-processes-"));
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

test("several processes share a directory and some are killed: no acknowledged write is lost, no deleted session returns", async () => {
  const store = new FileStore(directory);
  for (const name of sessionNames) await store.create(idNamed(name), sessionOf({ counter: "0" }));

  const stored = new Map<string, Set<string>>(sessionNames.map((name) => [name, new Set()]));
  const counted: string[] = [];
  let counterTries = 0;
  let deleted = false;
  let goneAnswers = 0;
  const afterDeletion: string[] = [];
  let writes = 0;
  const wakeUps: { readonly at: number; readonly wake: () => void }[] = [];
  const untilWrites = (at: number) => new Promise<void>((wake) => wakeUps.push({ at, wake }));

  let started = 0;
  function startWorker(): ChildProcess {
    const script = join(import.meta.dirname, "hammer-process.ts");
    const child = fork(script, [directory, `worker${started++}`], {
      execArgv: ["--no-warnings", "--conditions=@sessionscope/source"],
    });
    running.add(child);
    child.once("exit", () => running.delete(child));
    let begunAfterDeletion = false;
    child.on("message", ([kind, session, key]: [string, string, string]) => {
      if (kind === "begun") begunAfterDeletion = deleted;
      if (kind === "stored") {
        stored.get(session)!.add(key);
        if (session === "deleted" && begunAfterDeletion) afterDeletion.push(key);
        writes++;
        for (const { at, wake } of wakeUps) if (writes >= at) wake();
      }
      if (kind === "gone" && session === "deleted") goneAnswers++;
      if (kind === "trying" && session === "one") counterTries++;
      if (kind === "counted" && session === "one") counted.push(key);
    });
    return child;
  }

  const children = Array.from({ length: workers }, startWorker);
  for (let kill = 1; kill <= kills; kill++) {
    await untilWrites(kill * writesBetweenKills);
    if (kill === kills / 2) {
      expect(await store.delete(idNamed("deleted"))).toBe(true);
      deleted = true;
    }
    const victim = children.shift()!;
    victim.kill("SIGKILL");
    await once(victim, "exit");
    children.push(startWorker());
  }
  await untilWrites((kills + 2) * writesBetweenKills);
  for (const child of children) {
    child.send("stop");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  }

  for (const name of sessionNames.slice(0, -1)) {
    const session = store.loadNow(idNamed(name))!;
    expect([...stored.get(name)!].filter((key) => !session.entries.has(key))).toEqual([]);
    expect(stored.get(name)!.size).toBeGreaterThan(0);
  }
  // Compare-and-set accepts every value once. Only a killed process may have counted without reporting it.
  expect(new Set(counted).size).toBe(counted.length);
  const counter = Number(store.loadNow(idNamed("one"))!.entries.get("counter"));
  expect(counter).toBeGreaterThanOrEqual(counted.length);
  expect(counter).toBeLessThanOrEqual(counted.length + kills);
  expect(counterTries).toBeGreaterThan(counted.length);

  expect(store.loadNow(idNamed("deleted"))).toBeNull();
  expect(goneAnswers).toBeGreaterThan(0);
  expect(afterDeletion).toEqual([]);

  for await (const _ of store.clearExpired(1000, new AbortController().signal));
  const names = readdirSync(join(directory, "sessions"), { recursive: true, withFileTypes: true });
  expect(names.filter((entry) => entry.isFile() && !/^[0-9a-f]{64}$/.test(entry.name))).toEqual([]);
  await store.close();
});
