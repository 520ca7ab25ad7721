/**
 * Clearing many dead sessions while an app serves from the same SQLite file: 20,000 in `npm test`, a million in
 * `npm run test:long`.
 */

import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fillWithDead } from "./dead-sessions.ts";
import { startCli } from "./run-cli.ts";

const rows = Number(process.env.DEAD_SESSIONS ?? 20_000);
const batch = Math.min(1000, rows / 1000);
const visitors = 4;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sessionscope-clearing-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const count = (path: string): number => {
  const db = new DatabaseSync(path);
  const row = db.prepare("select count(*) as n from sessionscope_sessions").get();
  db.close();
  return Number(row?.n);
};

test(`${rows} dead sessions are removed in bounded batches while every request is served`, async () => {
  const path = join(folder, "sessions.db");
  await fillWithDead(path, rows);
  expect(count(path)).toBe(rows);
  const app = fork(join(import.meta.dirname, "served-store.ts"), [`sqlite:${path}`], {
    execArgv: ["--no-warnings", "--conditions=@sessionscope/source"],
  });
  const [port] = await once(app, "message");

  let running = true;
  let served = 0;
  const visit = async (): Promise<void> => {
    let cookie = "";
    for (let visits = 1; running; visits++) {
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } });
      // A lost write would show as a count that does not increase.
      expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: `${visits}` });
      cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
      served++;
    }
  };
  const visiting = Promise.all(Array.from({ length: visitors }, visit));

  const cli = startCli(["clear-expired", "--store", `sqlite:${path}`, "--batch", `${batch}`]);
  const closed = once(cli, "close");
  const said = once(createInterface(cli.stdout), "line");
  const batches: number[] = [];
  const servedAt: number[] = [];
  let total = 0;
  for await (const line of createInterface(cli.stderr)) {
    const soFar = Number(/^(\d+) removed$/.exec(line)?.[1]);
    batches.push(soFar - total);
    servedAt.push(served);
    total = soFar;
  }
  const [code] = await closed;
  expect(code).toBe(0);
  expect((await said)[0]).toBe(`Removed ${rows} dead sessions.`);
  expect(Math.max(...batches)).toBeLessThanOrEqual(batch);
  expect(batches.reduce((sum, size) => sum + size)).toBe(rows);
  expect(servedAt.at(-1)! - servedAt[0]!).toBeGreaterThan(0);

  running = false;
  await visiting;
  expect(count(path)).toBe(visitors);
  app.disconnect();
  await once(app, "exit");
});
