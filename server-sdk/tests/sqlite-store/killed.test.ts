/** One process opens the database file several times, others read it, and the process is killed. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type NodeVersion, nodeVersions } from "../../../scripts/node-versions/node-versions.ts";
import { type SessionKey, sessionIdOf } from "../../src/core/session-key.ts";
import { DatabaseStore } from "../../src/stores/database.ts";

const visitsOfEach = 3;
const looks = 3;

let folder: string;
let path: string;
const running = new Set<ChildProcess>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sqlite-killed-"));
  path = join(folder, "sessions.db");
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
  rmSync(folder, { recursive: true, force: true });
});

function startNode({ program, typeScript }: NodeVersion, script: string, args: readonly string[]) {
  const flags = ["--no-warnings", "--conditions=@sessionscope/source", ...(typeScript ? [typeScript] : [])];
  const file = join(import.meta.dirname, script);
  const child = spawn(program!, [...flags, file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  running.add(child);
  return child;
}

async function portsOf(app: ReturnType<typeof startNode>): Promise<number[]> {
  const [line] = (await once(app.stdout, "data")) as [Buffer];
  return JSON.parse(line.toString());
}

/** The number of acknowledged visits, by session key. */
async function visit(port: number, acknowledged: Map<SessionKey, number>, known?: SessionKey): Promise<SessionKey> {
  const cookie = known ? `sessionid=${known}` : "";
  const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } });
  const text = await answer.text();
  expect([answer.status, text]).toEqual([200, String((known ? acknowledged.get(known)! : 0) + 1)]);
  const key = known ?? (/sessionid=(\w+)/.exec(answer.headers.get("set-cookie")!)![1] as SessionKey);
  acknowledged.set(key, Number(text));
  return key;
}

async function listFromOutside(version: NodeVersion): Promise<number> {
  const cli = startNode(version, "../../src/cli/main.ts", ["list", "--store", `sqlite:${path}`, "--json"]);
  let lines = "";
  cli.stdout.on("data", (text: Buffer) => {
    lines += text;
  });
  const [code] = await once(cli, "close");
  expect(code).toBe(0);
  return lines.trim().split("\n").length;
}

const runnable = nodeVersions.filter(({ program }) => program !== null);

test.each(runnable)(
  "Node $name: two apps in a process and one in its worker, the command line beside them, kill -9: every acknowledged write is there",
  async (version) => {
    const app = startNode(version, "three-apps.ts", [`sqlite:${path}`]);
    const ports = await portsOf(app);
    const acknowledged = new Map<SessionKey, number>();
    const first = await visit(ports[0]!, acknowledged);
    for (let look = 0; look < looks; look++) {
      for (const port of ports) {
        const key = await visit(port, acknowledged);
        for (let visits = 0; visits < visitsOfEach; visits++) await visit(port, acknowledged, key);
        await visit(port, acknowledged, first);
      }
      expect(await listFromOutside(version)).toBe(acknowledged.size);
      // The reader does not close the last connection, so SQLite keeps the log with everything not yet moved into the file.
      expect(existsSync(`${path}-wal`)).toBe(true);
    }
    const ended = once(app, "exit");
    app.kill("SIGKILL");
    await ended;
    const store = await DatabaseStore.open(`sqlite:${path}`);
    const survived = new Map<SessionKey, number>();
    for (const key of acknowledged.keys()) {
      survived.set(key, Number((await store.load(sessionIdOf(key)))?.entries.get("visits")));
    }
    expect(survived).toEqual(acknowledged);
    await store.close();
  },
);
