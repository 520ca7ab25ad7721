/**
 * `npm run bench:start [-- --rounds 15]`: what a process pays until its first session is stored: CPU time from the start of
 * Node, in new processes that take turns, ours as it is published. express-session is asked without Express.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median, table } from "./report.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "15" } } });
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), "sessionscope-start-"));
const file = (name: string) => JSON.stringify(`sqlite:${join(folder, name)}`);

/** Makes one session and waits until it is stored. */
const firstSession = (url: string) => `
  import { createSessions } from "sessionscope";
  const sessions = await createSessions({ store: ${url} });
  const session = await sessions.open({ method: "GET", path: "/", secure: true, status: 200, sent: false, addHeader() {} });
  session.user = "bea";
  await sessions.commit(session);
  await sessions.close();`;

const programs: Readonly<Record<string, string>> = {
  "an empty program": "",
  "sessionscope, import": `import "sessionscope";`,
  "sessionscope, first session in memory": firstSession('"memory:"'),
  "sessionscope, first session in SQLite, tables there": firstSession(file("migrated.db")),
  "sessionscope, first session in SQLite, new file": firstSession(file("new.db")),
  "express-session, import": `import "express-session";`,
  "express-session, first session in memory": `
    import session from "express-session";
    const store = new session.MemoryStore();
    const request = { url: "/", headers: {}, connection: { encrypted: true } };
    store.generate = (request) => {
      request.sessionID = "first";
      request.session = store.createSession(request, { cookie: { originalMaxAge: null, expires: null } });
    };
    store.generate(request);
    request.session.user = "bea";
    await new Promise((resolve) => store.set(request.sessionID, request.session, resolve));`,
};

/** Milliseconds of CPU time of a process that does nothing else. */
function cost(program: string): number {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(folder, `new.db${suffix}`), { force: true });
  const told = `process.on("exit", () => { const { user, system } = process.cpuUsage(); console.log((user + system) / 1000); });`;
  const args = ["--input-type=module", "--eval", `${program}\n${told}`];
  return Number(execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" }));
}

try {
  const costs = new Map(Object.keys(programs).map((name) => [name, [] as number[]]));
  // The first round makes the tables and fills the caches of the disk.
  for (let round = -1; round < rounds; round++) {
    for (const [name, program] of Object.entries(programs)) {
      const found = cost(program);
      if (round >= 0) costs.get(name)!.push(found);
    }
  }
  const [empty] = costs.values();
  const rows = [...costs].map(([name, found]) => [
    name,
    median(found).toFixed(0),
    median(found.map((one, at) => one - empty![at]!)).toFixed(0),
  ]);
  console.log(`Milliseconds of CPU time, Node ${process.version}, ${rounds} processes each in turn (median):\n`);
  console.log(table(["program", "CPU ms", "more than the empty one"], rows, 1));
} finally {
  rmSync(folder, { recursive: true });
}
