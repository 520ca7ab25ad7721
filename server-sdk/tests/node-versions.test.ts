/** Runs the built package on every supported version of Node: http sessions on stores without a driver, and the command line. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeVersions } from "../../scripts/node-versions/node-versions.ts";
import { type BuiltPackage, buildPackage } from "./built-package.ts";

/** `node app.mjs <store URL>`: an app that counts visits, logs in and out, and prints what the visitor saw. */
const app = `
import { createServer } from "node:http";
import { once } from "node:events";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";

const sessions = await createSessions({ store: process.argv[2], secret: "0123456789abcdef0123" });
const server = createServer(nodeSessions(sessions, async (request, response, session) => {
  if (request.url === "/login") await session.cycleKey();
  if (request.url === "/logout") await session.flush();
  else session.visits = (session.visits ?? 0) + 1;
  response.end(JSON.stringify({ visits: session.visits ?? null }));
})).listen(0, "127.0.0.1");
await once(server, "listening");

let cookie = "";
for (const path of ["/", "/", "/login", "/logout", "/"]) {
  const answer = await fetch("http://127.0.0.1:" + server.address().port + path, { headers: { cookie } });
  const set = answer.headers.get("set-cookie") ?? "";
  const next = set.split(";")[0];
  console.log(path, answer.status, (await answer.json()).visits, next === "sessionid=" ? "deleted" : "set", next !== cookie);
  cookie = next === "sessionid=" ? "" : next || cookie;
}
server.close();
server.closeAllConnections();
await sessions.close();
`;

let built: BuiltPackage;
beforeAll(() => {
  built = buildPackage();
  mkdirSync(join(built.project, "node_modules"));
  symlinkSync(built.package, join(built.project, "node_modules/sessionscope"));
  writeFileSync(join(built.project, "app.mjs"), app);
});
afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

const runnable = nodeVersions.filter(({ program }) => program !== null);

test("the tested versions are the supported ones", () => {
  const { engines } = JSON.parse(readFileSync(join(built.package, "package.json"), "utf8"));
  expect(engines.node).toBe(`>=${nodeVersions[0]!.name}`);
});

describe.each(runnable)("Node $name", ({ name, program }) => {
  const run = (...args: string[]) =>
    execFileSync(program!, ["--no-warnings", ...args], { cwd: built.project, encoding: "utf8" });

  test("has the version of its name", () => {
    expect(run("-p", "process.versions.node")).toMatch(new RegExp(`^${name}\\.`));
  });

  test.each([
    "memory:",
    `sqlite:./of-${name}.db`,
    `file:./of-${name}`,
    "signed-cookie:",
    "signed-cookie:?encrypt&compress",
  ])("keeps sessions in %s", (store) => {
    expect(run("app.mjs", store).trim().split("\n")).toEqual([
      "/ 200 1 set true",
      // Every change renews the cookie, with the same key or a new seal.
      `/ 200 2 set ${store.startsWith("signed-cookie")}`,
      "/login 200 3 set true",
      "/logout 200 null deleted true",
      "/ 200 1 set true",
    ]);
  });

  test("runs the command line", () => {
    const main = join(built.package, "dist/cli/main.js");
    run(main, "migrate", "--store", `sqlite:./of-${name}.db`);
    expect(run(main, "doctor", "--store", `sqlite:./of-${name}.db`)).toContain(
      "A session was created, read and deleted.",
    );
    expect(run(main, "list", "--store", `sqlite:./of-${name}.db`, "--json").trim().split("\n")).toHaveLength(1);
  });
});
