/** An app made in an empty folder as a page of docs/ says, with the packed package, and driven as a visitor and the panel do. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { TestBrowser } from "../../../examples/test-browser.ts";
import { freePort } from "../../../scripts/test-setup/free-port.ts";
import { type BuiltPackage, packPackage } from "../built-package.ts";
import { askFor, panelOrigin } from "../debug/asking.ts";

/** Vitest's own, which Vite, and what is built on it, would take for the app's. */
const ofVitest = ["VITEST", "TEST", "DEV", "PROD", "SSR", "MODE", "BASE_URL"];
const unset = {
  ...Object.fromEntries(ofVitest.map((name) => [name, undefined])),
  NODE_OPTIONS: "",
  NODE_ENV: "",
  SESSIONSCOPE_TOKEN: "",
};

export interface FrameworkApp {
  readonly origin: string;
  /** The endpoint's path. */
  readonly path: string;
  /** The project's. */
  readonly token: string;
  readonly browser: TestBrowser;
}

/** Types commands in a folder, with the packed package in the registry's place. */
export class EmptyFolder {
  readonly path: string;
  readonly #tarball: string;

  constructor(built: BuiltPackage) {
    this.#tarball = packPackage(built);
    this.path = mkdtempSync(join(built.folder, "empty-"));
  }

  /** @returns what the commands print. */
  type(lines: string): string {
    const typed = lines.replace(/(?<=npm install.* )sessionscope(?= |$)/gm, this.#tarball);
    const quiet = { npm_config_prefer_offline: "true", npm_config_audit: "false", npm_config_fund: "false" };
    const env = { ...process.env, ...quiet, ...unset };
    try {
      return execFileSync("sh", ["-ec", typed], { cwd: this.path, stdio: "pipe", env, encoding: "utf8" });
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`It failed:\n${typed}\n${stdout}${stderr}`);
    }
  }

  /** Saves the files, with `port` in the place of 3000. */
  save(files: ReadonlyMap<string, string>, port: number | "3000" = "3000"): void {
    for (const [name, content] of files) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), content.replaceAll("3000", String(port)));
    }
  }

  /**
   * Saves the files, types the commands, and runs the last line of them as the server, until it answers; the end of the test ends it.
   * @param path the endpoint's.
   */
  async start(files: ReadonlyMap<string, string>, lines: string, path = "/__sessionscope__"): Promise<FrameworkApp> {
    const port = await freePort();
    this.save(files, port);
    const commands = lines.trim().replaceAll("3000", String(port)).split("\n");
    const server = commands.pop()!;
    if (commands.length > 0) this.type(commands.join("\n"));
    const origin = `http://localhost:${port}`;
    await serve(this.path, server, origin);
    const token = this.type("npx --no-install sessionscope token").trim();
    return { origin, path, token, browser: new TestBrowser(origin) };
  }
}

/** Runs a server in a process group of its own, since `npx` and development servers have children. */
async function serve(cwd: string, command: string, origin: string): Promise<void> {
  const env = { ...process.env, ...unset };
  const server: ChildProcess = spawn("sh", ["-c", `exec env ${command}`], { cwd, env, stdio: "pipe", detached: true });
  const exited = once(server, "exit");
  onTestFinished(async () => {
    if (server.exitCode === null && server.signalCode === null) process.kill(-server.pid!, "SIGKILL");
    await exited;
  });
  let said = "";
  for (const stream of [server.stdout!, server.stderr!]) stream.on("data", (chunk) => (said += chunk));
  while (!(await answers(origin))) {
    if (server.exitCode !== null) throw new Error(`It ended:\n${said}`);
    await setTimeout(50);
  }
}

const answers = (origin: string) =>
  fetch(origin).then(
    async (answer) => (await answer.text()) !== undefined,
    () => false,
  );

/** Calls the endpoint, as the panel does. */
export function callEndpoint(app: FrameworkApp, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${app.origin}${app.path}`, {
    method: "POST",
    headers: { Origin: panelOrigin, "Content-Type": "application/json", Authorization: `Bearer ${app.token}` },
    body: JSON.stringify(body),
    signal,
  });
}

/** Changes a key of the session through the endpoint. @returns the answer. */
export async function editKey(app: FrameworkApp, sessionKey: string, from: string, to: string): Promise<unknown> {
  const edit = askFor("session.update", { set: { visits: to }, delete: [], expect: { visits: from } }, sessionKey);
  return (await callEndpoint(app, edit)).json();
}

/** Visits the page, signs in with a new key, edits a key through the endpoint, and signs out: the old key is nobody's. */
export async function visitAndEdit(app: FrameworkApp): Promise<void> {
  const { browser } = app;
  expect((await browser.get("/")).text).toContain("Visit 1, not signed in");
  const stranger = browser.cookies.get("sessionid");
  expect((await browser.post("/login")).text).toContain("Visit 2, signed in as ada");
  const key = browser.cookies.get("sessionid")!;
  expect(key).not.toBe(stranger);
  expect(await editKey(app, key, "2", "41")).toMatchObject({ ok: true });
  expect((await browser.get("/")).text).toContain("Visit 42, signed in as ada");
  expect((await browser.post("/logout")).text).toContain("Visit 1, not signed in");
  browser.cookies.set("sessionid", key);
  expect((await browser.get("/")).text).toContain("Visit 1, not signed in");
}
