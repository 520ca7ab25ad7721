/** Runs the quick starts of the package's README as typed, in empty folders, with the packed package, on every Node. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { TestBrowser } from "../../examples/test-browser.ts";
import { nodeVersions } from "../../scripts/node-versions/node-versions.ts";
import { freePort } from "../../scripts/test-setup/free-port.ts";
import { Answer } from "../src/protocol.ts";
import { type BuiltPackage, buildPackage, packPackage } from "./built-package.ts";
import { askFor, panelOrigin } from "./debug/asking.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
const token = "quick-start-token-4c7aD0";
let built: BuiltPackage;
let tarball: string;
/** The folder in which a section's commands were typed, by heading. */
const folders = new Map<string, string>();
beforeAll(() => {
  built = buildPackage();
  tarball = packPackage(built);
  for (const [heading] of starts) {
    const folder = folderAfter([...commandsIn(section("Quick start")), ...commandsIn(section(heading))]);
    folders.set(heading, folder);
  }
  writeFileSync(join(folders.get("TypeScript")!, "tsconfig.json"), fileIn(section("TypeScript"), "tsconfig.json"));
});
afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

/** The text under a heading, up to the next one. */
function section(heading: string): string {
  return new RegExp(`^#+ ${heading}\\n(.*?)(?=^#|(?![^]))`, "ms").exec(readme)![1]!;
}

/** The code of a section: the block after "`name`", or the blocks of a language. */
const fileIn = (text: string, name: string) =>
  new RegExp(`\`${name}\`.*?^\`\`\`\\w+\\n(.*?)^\`\`\``, "ms").exec(text)![1]!;
const wholeApp = fileIn(section("ES modules"), "server.mjs");

/** The file that a section asks to save: the app that the page shows whole, changed as the section says. */
function appOf(heading: Heading): string {
  const [beginning, rest] = wholeApp.split(/(?=^const app = )/m) as [string, string];
  if (heading === "CommonJS") return fileIn(section(heading), "server.js") + rest;
  if (heading === "ES modules") return wholeApp;
  const declared = fileIn(section(heading), "server.mts");
  return beginning.replace(/(?<=\n)\n/, `\n${declared}\n`) + rest;
}

const commandsIn = (text: string) => [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands]) => commands!);

/** Creates an empty folder and types these commands there. */
function folderAfter(commands: readonly string[]): string {
  const folder = mkdtempSync(join(built.folder, "empty-"));
  const quiet = { npm_config_prefer_offline: "true", npm_config_audit: "false", npm_config_fund: "false" };
  for (const lines of commands) {
    const typed = lines.replace(/(?<=npm install.*\b)sessionscope\b/, tarball);
    execFileSync("sh", ["-ec", typed], { cwd: folder, stdio: "pipe", env: { ...process.env, ...quiet } });
  }
  return folder;
}

interface Started {
  readonly browser: TestBrowser;
  readonly origin: string;
  /** Everything that the process has printed. */
  readonly said: () => string;
}

/** Runs `node ...args` in the folder, and waits until it prints the address of its page. */
async function start(
  folder: string,
  program: string,
  args: readonly string[],
  origin: string,
  chosenToken = token,
): Promise<Started> {
  const env = { ...process.env, NODE_OPTIONS: "", NODE_ENV: "", SESSIONSCOPE_TOKEN: chosenToken };
  const server: ChildProcess = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(server, "exit");
  onTestFinished(async () => {
    server.kill();
    await exited;
  });
  let text = "";
  await new Promise<void>((resolve, reject) => {
    for (const stream of [server.stdout!, server.stderr!]) {
      stream.on("data", (chunk) => {
        text += chunk;
        if (text.includes(`${origin}\n`)) resolve();
      });
    }
    server.once("exit", () => reject(new Error(`It ended:\n${text}`)));
  });
  return { browser: new TestBrowser(origin), origin, said: () => text };
}

/** Visits the page, signs in, edits a key through the endpoint, and signs out. */
async function visit({ browser, origin }: Started): Promise<void> {
  expect((await browser.get("/")).text).toContain("Visit 1, not signed in");
  const stranger = browser.cookies.get("sessionid");
  expect((await browser.post("/login")).text).toContain("Visit 2, signed in as ada");
  const key = browser.cookies.get("sessionid")!;
  expect(key).not.toBe(stranger);
  const edit = askFor("session.update", { set: { visits: "41" }, delete: [], expect: { visits: "2" } }, key);
  const edited = await fetch(`${origin}/__sessionscope__`, {
    method: "POST",
    headers: { Origin: panelOrigin, "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(edit),
  });
  expect(await edited.json()).toMatchObject({ ok: true });
  expect((await browser.get("/")).text).toContain("Visit 42, signed in as ada");
  expect((await browser.post("/logout")).text).toContain("Visit 1, not signed in");
  browser.cookies.set("sessionid", key);
  expect((await browser.get("/")).text).toContain("Visit 1, not signed in");
}

const runnable = nodeVersions.filter(({ program }) => program !== null);

const starts = [
  ["CommonJS", "server.js"],
  ["ES modules", "server.mjs"],
  ["TypeScript", "server.mts"],
] as const;
type Heading = (typeof starts)[number][0];

describe.each(starts)("%s", (heading, file) => {
  test.each(runnable)("runs on Node $name", async ({ name, program }) => {
    const folder = folders.get(heading)!;
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    writeFileSync(join(folder, file), appOf(heading).replaceAll("3000", String(port)));
    const compiled = heading === "TypeScript" && name === "22.13";
    if (compiled) execFileSync("npx", ["tsc"], { cwd: folder, stdio: "inherit" });
    const silenced = heading === "CommonJS" ? [] : ["--disable-warning=ExperimentalWarning"];
    const started = await start(folder, program!, [...silenced, compiled ? "server.mjs" : file], origin);
    await visit(started);
    const experimental = heading === "CommonJS" && name === "22.13";
    const warnings = experimental ? [expect.stringContaining("SQLite is an experimental feature")] : [];
    expect(started.said().match(/\w*Warning: .*/g) ?? []).toEqual(warnings);
  });
});

test("the curl calls in docs/debug-protocol.md read the session and change it", async () => {
  const folder = folders.get("ES modules")!;
  const port = await freePort();
  const atPort = (text: string) => text.replaceAll("3000", String(port));
  writeFileSync(join(folder, "asked.mjs"), atPort(wholeApp));
  await start(folder, process.execPath, ["asked.mjs"], `http://localhost:${port}`, "");
  const page = readFileSync(join(import.meta.dirname, "../../docs/debug-protocol.md"), "utf8");
  const [calls] = commandsIn(/^### From a terminal\n(.*?)^#/ms.exec(page)![1]!);
  const said = execFileSync("sh", ["-ec", atPort(calls!)], { cwd: folder, encoding: "utf8" });
  const [hello, read, update] = said
    .split(/(?<=\})(?=\{"ok")/)
    .map((answer) => v.parse(Answer, JSON.parse(answer)) as { result: Record<string, unknown> });
  expect(hello).toMatchObject({ ok: true, result: { versions: [1] } });
  const visits = (text: string) => ({ state: "live", session: { entries: [{ key: "visits", text }] } });
  expect(read).toMatchObject({ ok: true, result: visits("1") });
  expect(update).toMatchObject({ ok: true, result: { reading: visits("41") } });
});

describe("the table of `module` settings, with the newest types of Node and skipLibCheck off", () => {
  const rows = [...section("TypeScript").matchAll(/^\| (`.*?) \| (yes|–) \| (.*?) \|$/gm)];
  const modules = rows.flatMap(([, setting, modern, common]) => {
    const resolution = setting!.includes('"bundler"') ? ["--moduleResolution", "bundler"] : [];
    const names = [...setting!.matchAll(/`(\w+)`/g)].map(([, module]) => module!);
    return names.map((module) => ({ module, resolution, modern: modern!, common: common! }));
  });
  /** The entry points whose framework is installed. */
  const entries = ["", "/protocol", "/testing", "/express", "/fetch", "/node-http", "/web-socket", "/stores/database"];
  const app = entries.map((entry, n) => `import * as entry${n} from "sessionscope${entry}";\nexport { entry${n} };\n`);

  test("names every module setting", () => {
    expect(modules.map(({ module }) => module)).toEqual(
      expect.arrayContaining(["nodenext", "node16", "preserve", "esnext", "commonjs"]),
    );
  });

  test.each(modules)("$module: ES modules $modern, CommonJS $common", ({ module, resolution, modern, common }) => {
    const folder = folders.get("TypeScript")!;
    const options = ["--ignoreConfig", "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--types", "node"];
    for (const [file, answer] of [["app.mts", modern] as const, ["app.cts", common] as const]) {
      if (answer === "–") continue;
      writeFileSync(join(folder, file), app.join(""));
      const args = ["tsc", ...options, "--module", module, ...resolution, file];
      const { stdout } = spawnSync("npx", args, { cwd: folder, encoding: "utf8" });
      const code = /^no \((TS\d+)\)/.exec(answer)?.[1];
      if (code === undefined) expect(stdout).toBe("");
      else expect(stdout).toContain(`error ${code}`);
    }
  });
});
