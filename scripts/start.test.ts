import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "./test-setup/free-port.ts";

const script = fileURLToPath(new URL("start.ts", import.meta.url));
const running: ChildProcess[] = [];
/** The child's temporary folder. A test can see what is left in it. */
let temporary: string;
/** The child's cache folder, where it keeps the project's token. */
let cache: string;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "sessionscope-start-"));
  cache = await mkdtemp(join(tmpdir(), "sessionscope-cache-"));
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  for (const folder of [temporary, cache]) await rm(folder, { recursive: true, force: true });
});

function start(args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--conditions=@sessionscope/source", script, ...args], {
    env: { ...process.env, TMPDIR: temporary, XDG_CACHE_HOME: cache, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  const said = { out: "", error: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.error += chunk;
  });
  const ended = once(child, "close").then(() => child.exitCode);
  return { child, said, ended };
}

async function failing(args: readonly string[], environment?: Record<string, string>): Promise<string> {
  const { said, ended } = start(args, environment);
  expect(await ended).toBe(1);
  return said.error;
}

test("when the port is taken, one sentence says so and suggests another", async () => {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  expect(await failing(["--no-browser", "--port", `${port}`])).toBe(
    `Port ${port} is taken. Stop what listens there, or choose another: npm start -- --port ${port + 1}\n`,
  );
  server.close();
});

test("when a browser is missing or unknown, one sentence says what to do", async () => {
  const environment = { DISPLAY: ":99", PATH: temporary };
  expect(await failing(["--browser", "edge"], environment)).toBe(
    "Edge is not installed here. Install it, or choose another with --browser chromium|firefox|chrome|edge.\n",
  );
  expect(await failing([], environment)).toBe(
    "No browser is installed here. Install one of chromium, firefox, chrome, edge, or run npm start -- --no-browser.\n",
  );
  expect(await failing(["--browser", "opera"])).toBe(
    '--browser takes one of chromium, firefox, chrome, edge, not "opera".\n',
  );
});

test("an unknown argument is refused with the list of options", async () => {
  expect(await failing(["--port", "many"])).toBe('--port takes a number from 0 to 65535, not "many".\n');
  expect(await failing(["--django", "--express-session"])).toContain("choose one of them");
  expect(await failing(["--speed"])).toContain("npm start -- [options]");
});

test.each([
  ["the demo app", []],
  ["the app on express-session", ["--express-session"]],
  ["the shop on Django", ["--django"]],
])("%s answers, and Ctrl-C leaves neither a process nor a file", async (_, which) => {
  const port = await freePort();
  const { child, said, ended } = start([...which, "--no-browser", "--port", `${port}`]);
  await expect.poll(() => said.out).toContain("Ctrl-C ends it.");
  const response = await fetch(`http://localhost:${port}/`);
  expect(response.headers.get("sessionscope")).toContain("path=/__sessionscope__");
  // Twice: npm forwards the signal that the terminal has already sent.
  child.kill("SIGINT");
  child.kill("SIGINT");
  expect(await ended).toBe(0);
  await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow("fetch failed");
  expect(await readdir(temporary)).toEqual([]);
});
