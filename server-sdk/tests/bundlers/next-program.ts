/** What Next's own program does with a project: `next build`, `next start`, `next dev`. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { freePort } from "../../../scripts/test-setup/free-port.ts";

/** The build takes its minute: the test runner must be able to answer meanwhile. */
const run = promisify(execFile);
const programOf = (project: string) => join(project, "node_modules/next/dist/bin/next");
const quiet = { NEXT_TELEMETRY_DISABLED: "1" };

/** @returns what it printed. */
export function buildNext(
  project: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const options = { cwd: project, env: { ...process.env, ...quiet, ...env } };
  return run(process.execPath, [programOf(project), "build", ...args], options);
}

/** Serves the app, until the test ends. */
export async function serveNext(
  project: string,
  how: "start" | "dev",
  env: NodeJS.ProcessEnv,
): Promise<{ readonly origin: string; readonly said: () => string }> {
  const port = await freePort();
  const server: ChildProcess = spawn(process.execPath, [programOf(project), how, "--port", String(port)], {
    cwd: project,
    env: { ...process.env, ...quiet, ...env },
  });
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
        if (/ready in/i.test(text)) resolve();
      });
    }
    server.once("exit", () => reject(new Error(`It ended:\n${text}`)));
  });
  return { origin: `http://127.0.0.1:${port}`, said: () => text };
}
