/** Runs `npx sessionscope panel` from the packed package in an empty folder, against an app that runs there. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, normalize } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { findChromium } from "../../scripts/test-setup/browsers.ts";
import { type BuiltPackage, buildPackage, buildPanel, packPackage } from "./built-package.ts";

/** Prints the callers that sent the debug endpoint a token, and the answers they got. */
const app = `
import { createServer } from "node:http";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
const sessions = await createSessions({ store: "sqlite::memory:", debug: true });
const handle = nodeSessions(sessions, (_request, response, session) => {
  session.visits = session.get("visits", 0) + 1;
  response.end("a page");
});
const server = createServer((request, response) => {
  const { origin, authorization } = request.headers;
  if (authorization) response.once("finish", () => console.log(origin?.split(":")[0], response.statusCode));
  handle(request, response);
});
server.listen(0, () => console.log("http://localhost:" + server.address().port));
`;

let built: BuiltPackage;
let environment: NodeJS.ProcessEnv;
let temporary: string;
beforeAll(async () => {
  built = buildPackage();
  buildPanel(built);
  const { folder, project } = built;
  const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--silent", packPackage(built)];
  execFileSync("npm", install, { cwd: project, stdio: "inherit" });
  writeFileSync(join(project, "app.mjs"), app);
  temporary = join(folder, "temporary");
  const bin = join(folder, "bin");
  for (const made of [temporary, bin]) mkdirSync(made);
  // The command starts the first browser of that name on the PATH; this one shows no window.
  const chromium = join(bin, "chromium");
  writeFileSync(chromium, `#!/bin/sh\nexec "${findChromium()}" --headless "$@"\n`);
  chmodSync(chromium, 0o755);
  environment = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    DISPLAY: ":0",
    MOZ_HEADLESS: "1",
    TMPDIR: temporary,
    XDG_CACHE_HOME: join(folder, "cache"),
    SESSIONSCOPE_TOKEN: "",
  };
});
afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

function run(args: readonly string[], env: NodeJS.ProcessEnv = environment) {
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: built.project,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "close").then(() => child.exitCode);
  let text = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  onTestFinished(async () => {
    child.kill();
    await exited;
  });
  return { child, exited, said: () => text };
}

const command = join("node_modules", "sessionscope", "dist", "cli", "main.js");

test.each([
  ["chromium", "chrome-extension 200"],
  ["firefox", "moz-extension 200"],
])("%s opens with the panel, which has the project's token; Ctrl-C leaves nothing", async (browser, call) => {
  const server = run(["app.mjs"]);
  const address = /http:\/\/localhost:\d+/;
  await expect.poll(server.said).toMatch(address);
  const panel = run([command, "panel", address.exec(server.said())![0], "--browser", browser]);
  await expect.poll(panel.said, { timeout: 100_000 }).toContain("The panel is the tab Sessionscope in DevTools (F12).");
  await expect.poll(server.said).toContain(call);
  panel.child.kill("SIGINT");
  expect(await panel.exited).toBe(0);
  expect(readdirSync(temporary).filter((name) => name.startsWith("sessionscope-"))).toEqual([]);
});

test("the panel is saved for either browser, whole, to be kept", async () => {
  const places = { chromium: "chrome://extensions", firefox: "about:debugging" };
  for (const [browser, place] of Object.entries(places)) {
    const folder = join(built.folder, `kept/${browser}`);
    const { exited, said } = run([command, "panel", "--save", folder, "--browser", browser]);
    expect(await exited).toBe(0);
    expect(said()).toContain(place);
    const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    expect(manifest.browser_specific_settings !== undefined).toBe(browser === "firefox");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    expect(files).toEqual(expect.arrayContaining(["panel/index.html", "_locales/en/messages.json"].map(normalize)));
    const page = readFileSync(join(folder, "panel/index.html"), "utf8");
    const asked = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => normalize(file!));
    expect(files).toEqual(expect.arrayContaining(asked));
  }
});

test("of its two builds the package has each file once", () => {
  const carried = join(built.project, "node_modules/sessionscope/dist/panel");
  const digests = readdirSync(carried, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [name, hash("sha256", readFileSync(join(parentPath, name)))].join());
  expect(digests.length).toBeGreaterThan(100);
  expect(new Set(digests).size).toBe(digests.length);
});

test.each([
  [
    "no browser",
    ["panel"],
    { PATH: "" },
    "No browser is installed here. Install one of chromium, firefox, chrome, edge.\n",
  ],
  [
    "no display",
    ["panel"],
    { DISPLAY: "", WAYLAND_DISPLAY: "" },
    "There is no display here: run this where a browser window can be shown.\n",
  ],
])("%s is one sentence", async (_, args, changed, sentence) => {
  const { exited, said } = run([command, ...args], { ...environment, ...changed });
  expect(await exited).toBe(2);
  expect(said()).toBe(sentence);
});
