/** Checks the package as an app gets it: packed, installed into an empty project, run by Node, and type-checked both ways. */

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessagePath } from "publint/utils";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { billOfMaterials } from "../../scripts/release/bill-of-materials.ts";
import sdk from "../package.json" with { type: "json" };
import { buildPackage, packPackage } from "./built-package.ts";

const root = join(import.meta.dirname, "../..");
const bin = join(root, "node_modules/.bin");
let folder: string;
let project: string;
let tarball: string;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd = project): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

const app = `
import { createServer } from "node:http";
import { createSessions, SettingError, type Session } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { type Params, type Result, SessionReading } from "sessionscope/protocol";
import { MemoryStore } from "sessionscope/stores/memory";

interface Data { user?: { name: string; roles: string[] }; visits?: number }

const sessions = await createSessions<Data>({ store: new MemoryStore() });
const typed = (session: Session<Data>): string[] | undefined => session.user?.roles;
const deleted: Params<"store.delete"> = { ref: "a", revision: 2 };
// @ts-expect-error a revision is a number
const mistaken: Params<"store.delete"> = { ref: "a", revision: "2" };
const revisionIn = ({ reading }: Result<"session.update">) => reading.state === "live" ? reading.session.revision.toFixed() : reading.state;
// @ts-expect-error no state is called so
const never = ({ reading }: Result<"session.update">) => reading.state === "lost";
console.log(deleted.ref, mistaken.ref, SessionReading["~standard"].vendor, revisionIn.length + never.length);
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
  const built = buildPackage();
  ({ folder, project } = built);
  tarball = packPackage(built);
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--silent", tarball]);
  writeFileSync(join(project, "app.ts"), app);
});

test("installs nothing beside it", () => {
  const { dependencies = {} } = JSON.parse(run("npm", ["ls", "--all", "--json"])).dependencies.sessionscope;
  // npm lists optional peers that are not installed without a version.
  expect(Object.keys(dependencies).filter((name) => dependencies[name].version !== undefined)).toEqual([]);
});

const bundled = ["cookie", "kysely", "valibot"];

test("the bill of materials names what is bundled in it", () => {
  const { components } = billOfMaterials(tarball);
  expect(components.map(({ name }) => name).sort()).toEqual(bundled);
  for (const { name, version, purl, properties } of components) {
    expect(purl).toBe(`pkg:npm/${name}@${version}`);
    expect(properties.map((property) => property.name)).toContain("sessionscope:bundled");
  }
});

test("of each library that is bundled it has the terms, and asks for no more", () => {
  const dist = join(project, "node_modules/sessionscope/dist");
  const terms = readFileSync(join(dist, "THIRD_PARTY.md"), "utf8");
  const sections = terms.split(/^## /m).map((section) => section.split(" ")[0]);
  expect(sections.slice(1)).toEqual(bundled);
  expect(terms).toContain(readFileSync(join(root, "node_modules/kysely/LICENSE"), "utf8").trim());
  const asking = globSync("**/*.{js,d.ts}", { cwd: dist }).filter((file) =>
    new RegExp(`(from |import\\(|import )"(${bundled.join("|")})["/]`).test(readFileSync(join(dist, file), "utf8")),
  );
  expect(asking).toEqual([]);
});

test("without the panel it is installed in less than 2.4 MB, of which the declarations are 0.7", () => {
  const folder = join(project, "node_modules/sessionscope");
  const size = (pattern: string) =>
    globSync(pattern, { cwd: folder, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  expect(size("**/*")).toBeLessThan(2_400_000);
  expect(size("**/*.d.ts")).toBeLessThan(700_000);
});

describe.each([
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])("with module %s and resolution %s", (module, resolution) => {
  test("a strict app compiles and runs", () => {
    const output = `out-${resolution}`;
    const options = [
      "--ignoreConfig",
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
    const { stdout } = spawnSync(join(bin, "tsc"), [...options, "app.ts"], { cwd: project, encoding: "utf8" });
    expect(stdout).toBe("");
    expect(
      run(process.execPath, [join(output, "app.js")])
        .trim()
        .split("\n")
        .sort(),
    ).toEqual(["2 sessionid", "Database (SQLite)", "a a valibot 2", "true"].sort());
  });
});

describe("package checkers", () => {
  /** The condition of our own tools. It leads to the sources, which are not in the package; no app uses it. */
  const ownCondition = '["@sessionscope/source"]';

  test("publint reports only that our own condition leads to no file", async () => {
    const { messages } = await publint({ pkgDir: join(project, "node_modules/sessionscope"), pack: false });
    const said = messages.map(({ code, path }) => `${code} ${formatMessagePath(path)}`);
    expect(said.filter((message) => !message.endsWith(ownCondition))).toEqual([]);
  });

  test("attw reports only that the package is ES modules, which CommonJS can require since Node 22.12", async () => {
    const contents = createPackageFromTarballData(readFileSync(tarball));
    const wildcards = ["./express", "./fastify", "./hono", "./koa", "./node-http", "./stores/database"];
    const found = await checkPackage(contents, { includeEntrypoints: wildcards });
    if (found.types === false) throw new Error("The package has no types.");
    const said = found.problems.map((problem) =>
      "resolutionKind" in problem ? `${problem.kind} ${problem.resolutionKind}` : problem.kind,
    );
    // node10 knows no exports; TypeScript 7 has dropped it.
    expect([...new Set(said)].sort()).toEqual(["CJSResolvesToESM node16-cjs", "NoResolution node10"]);
  });
});

test("the command line runs", () => {
  expect(run("npx", ["--no-install", "sessionscope", "--version"]).trim()).toBe(sdk.version);
  expect(run("npx", ["--no-install", "sessionscope", "doctor", "--store", "memory:"])).toContain(
    "A session was created, read and deleted.",
  );
});

const endpoint = `
import { createServer } from "node:http";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
const sessions = await createSessions({ store: "memory:", debug: true });
const server = createServer(nodeSessions(sessions, (_, response) => response.end()));
server.listen(0, () => console.log("http://127.0.0.1:" + server.address().port));
`;

test("the command line holds an endpoint to the protocol, with nothing else installed", async () => {
  const environment = { ...process.env, SESSIONSCOPE_TOKEN: "a-token-of-the-package" };
  writeFileSync(join(project, "endpoint.mjs"), endpoint);
  const server = spawn(process.execPath, ["endpoint.mjs"], {
    cwd: project,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void server.kill());
  const [url] = await once(createInterface(server.stdout), "line");
  const asked = ["node_modules/sessionscope/dist/cli/main.js", "check-endpoint", url];
  const { status, stdout } = spawnSync(process.execPath, asked, { cwd: project, env: environment, encoding: "utf8" });
  expect(stdout).toContain("cases checked: 0 of them differ from the protocol.");
  expect(status).toBe(0);
});

test("an app cannot import parts of stores and adapters", () => {
  const inside = `await import("sessionscope/stores/database/sqlite").then(() => console.log("open"), (error) => console.log(error.code));`;
  expect(run(process.execPath, ["--input-type=module", "-e", inside]).trim()).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED");
});

test("the package does not contain its tests", () => {
  expect(run("find", ["node_modules/sessionscope", "-name", "*.test.*"])).toBe("");
});
