/** Runs what a page shows, in a folder of its own that finds the repository's packages. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { TestBrowser } from "../../../examples/test-browser.ts";
import { freePort } from "../../../scripts/test-setup/free-port.ts";
import { blocksOf, type DocBlock, root } from "./doc-blocks.ts";

const execute = promisify(execFile);
const flags = ["--no-warnings", "--conditions=@sessionscope/source"];

export interface DocApp {
  readonly origin: string;
  readonly browser: TestBrowser;
  /** What it has printed so far. */
  said(): string;
  /** Sends SIGTERM. @returns its exit code. */
  end(): Promise<number | null>;
}

export class DocFolder {
  readonly path = mkdtempSync(join(tmpdir(), "sessionscope-docs-"));

  constructor() {
    symlinkSync(join(root, "node_modules"), join(this.path, "node_modules"));
    this.write("package.json", JSON.stringify({ type: "module" }));
  }

  /** For `afterAll`, or the end of a test. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  write(name: string, content: string): string {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Runs `node ...args`, and waits for its end. @returns what it prints. */
  async node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const options = { cwd: this.path, env: { ...process.env, ...env } };
    return (await execute(process.execPath, [...flags, ...args], options)).stdout;
  }

  /** Saves the code as a file and runs that. */
  run(name: string, code: string, env?: NodeJS.ProcessEnv): Promise<string> {
    return this.node([this.write(name, code)], env);
  }

  /** Runs an app that listens on port 3000 on another one, until it answers; the end of the test ends it. */
  async start(name: string, code: string, env: NodeJS.ProcessEnv = {}): Promise<DocApp> {
    const port = await freePort();
    if (!code.includes("3000")) throw new Error(`${name} does not listen on port 3000:\n${code}`);
    const file = this.write(name, code.replace("3000", String(port)));
    const child = spawn(process.execPath, ["--conditions=@sessionscope/source", file], {
      cwd: this.path,
      env: { ...process.env, NODE_ENV: "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const origin = `http://localhost:${port}`;
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
    const end = () => endOf(child);
    onTestFinished(async () => void (await end()));
    while (!(await answers(origin))) {
      if (child.exitCode !== null) throw new Error(`${name} ended:\n${text}`);
      await setTimeout(20);
    }
    return { origin, browser: new TestBrowser(origin), said: () => text, end };
  }
}

async function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  return child.exitCode;
}

/** Without a session: a request of nobody. */
const answers = (origin: string) =>
  fetch(origin, { method: "OPTIONS" }).then(
    () => true,
    () => false,
  );

/** Runs the only app that a page shows, until the end of the test. */
export async function startPage(page: string, env?: NodeJS.ProcessEnv): Promise<DocApp> {
  const apps = blocksOf(page).filter(({ code }) => code.includes("3000"));
  if (apps.length !== 1) throw new Error(`${page} shows ${apps.length} apps.`);
  const folder = new DocFolder();
  onTestFinished(() => folder.remove());
  for (const { name, code } of blocksOf(page)) if (name !== undefined) folder.write(name, code);
  const [{ name = "app.ts", code }] = apps as [DocBlock];
  return folder.start(name, code, env);
}
