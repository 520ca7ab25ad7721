/** The package as an app gets it: packed, installed into an empty project, run by node, type-checked both ways. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const bin = join(root, "node_modules/.bin");
const folder = mkdtempSync(join(tmpdir(), "sessionscope-package-"));
const project = join(folder, "project");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd = project): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

const app = `
import { createServer } from "node:http";
import { createSessions, SettingError, type Session } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { MemoryStore } from "sessionscope/stores/memory";

interface Data { user?: { name: string; roles: string[] }; visits?: number }

const sessions = await createSessions<Data>({ store: new MemoryStore() });
const typed = (session: Session<Data>): string[] | undefined => session.user?.roles;
const server = createServer(nodeSessions(sessions, (_request, response, session) => {
  session.visits = (session.visits ?? 0) + 1;
  session.update("visits", (visits) => (visits ?? 0) + 1);
  // @ts-expect-error a number is no user
  if (typed(session)) session.user = 1;
  response.end(String(session.get("visits")));
}));
server.listen(0, async () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const answer = await fetch("http://127.0.0.1:" + address.port);
  console.log(await answer.text(), answer.headers.get("set-cookie")?.split("=")[0]);
  server.close();
  server.closeAllConnections();
});
const wrong = await createSessions({ cookieAge: -1 }).catch((error: unknown) => error);
console.log(wrong instanceof SettingError);
const embedded = await createSessions({ store: "sqlite::memory:" });
console.log(embedded.store.name);
await embedded.close();
`;

beforeAll(() => {
  // A copy, so that building the package leaves the tree as it was.
  cpSync(join(root, "server-sdk"), join(folder, "server-sdk"), {
    recursive: true,
    filter: (path) => !/node_modules|\/dist(\/|$)/.test(path),
  });
  cpSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
  for (const part of ["", "server-sdk/"])
    if (existsSync(join(root, part, "node_modules"))) {
      run("ln", ["-s", join(root, part, "node_modules"), join(folder, part, "node_modules")], folder);
    }
  run(join(bin, "tsc"), ["-p", "server-sdk"], folder);
  run(
    "npm",
    ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder, join(folder, "server-sdk")],
    folder,
  );
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  run("npm", [
    "install",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--silent",
    join(folder, "sessionscope-0.1.0.tgz"),
  ]);
  writeFileSync(join(project, "app.ts"), app);
}, 120_000);

test("it brings its required dependencies and no more", () => {
  const installed = Object.keys(
    JSON.parse(run("npm", ["ls", "--all", "--json"])).dependencies.sessionscope.dependencies,
  );
  expect(installed.sort()).toEqual(["cookie", "kysely", "valibot"]);
});

describe.each([
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])("with module %s and resolution %s", (module, resolution) => {
  test("a strict app compiles, and runs", () => {
    const output = `out-${resolution}`;
    const options = [
      "--strict",
      "--target",
      "es2024",
      "--module",
      module,
      "--moduleResolution",
      resolution,
      "--types",
      "node",
      "--typeRoots",
      join(root, "node_modules/@types"),
      "--outDir",
      output,
    ];
    run(join(bin, "tsc"), [...options, "app.ts"]);
    expect(
      run(process.execPath, [join(output, "app.js")])
        .trim()
        .split("\n")
        .sort(),
    ).toEqual(["2 sessionid", "Database (SQLite)", "true"].sort());
  });
});

test("the command line runs", () => {
  expect(run("npx", ["--no-install", "sessionscope", "--version"]).trim()).toBe("0.1.0");
  expect(run("npx", ["--no-install", "sessionscope", "doctor", "--store", "memory:"])).toContain(
    "A session was created, read and deleted.",
  );
});

test("parts of stores and adapters cannot be imported", () => {
  const inside = `await import("sessionscope/stores/database/sqlite").then(() => console.log("open"), (error) => console.log(error.code));`;
  expect(run(process.execPath, ["--input-type=module", "-e", inside]).trim()).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED");
});

test("the tests of the package are not in it", () => {
  expect(run("find", ["node_modules/sessionscope", "-name", "*.test.*"])).toBe("");
});
