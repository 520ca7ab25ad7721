/** `examples/nuxt`, as Nuxt's own program builds and runs it, with the packed package installed. */

import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../../../scripts/test-setup/free-port.ts";
import { buildPackage, packPackage } from "../../built-package.ts";
import { installPackages } from "../installed-packages.ts";

const folder = import.meta.dirname;
const program = join(folder, "node_modules/nuxt/bin/nuxt.mjs");

/** @returns the folder of the app. */
export async function installNuxt(): Promise<string> {
  installPackages(folder);
  const built = buildPackage();
  const quiet = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  execFileSync("npm", ["install", ...quiet, packPackage(built)], { cwd: folder, stdio: "pipe" });
  await rm(built.folder, { recursive: true, force: true });
  // Below the packages, so that it finds them.
  const app = join(folder, "artifacts/app");
  await rm(app, { recursive: true, force: true });
  await cp(new URL("../../../../examples/nuxt", import.meta.url), app, { recursive: true });
  return app;
}

export async function buildNuxt(app: string): Promise<void> {
  await promisify(execFile)(process.execPath, [program, "build"], { cwd: app, env: environmentOf({}) });
}

export interface Running extends AsyncDisposable {
  readonly origin: string;
}

/** What `nuxt build` has made. */
export const startBuilt = (app: string, environment: NodeJS.ProcessEnv): Promise<Running> =>
  start(app, [".output/server/index.mjs"], environment);

/** Nuxt's development server. */
export const startDevelopment = (app: string, environment: NodeJS.ProcessEnv): Promise<Running> =>
  start(app, [program, "dev"], environment);

async function start(app: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Running> {
  const port = `${await freePort()}`;
  const env = environmentOf({ ...environment, PORT: port, HOST: "127.0.0.1" });
  // It runs further processes, in the same group.
  const child = spawn(process.execPath, args, { cwd: app, detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
  const origin = `http://127.0.0.1:${port}`;
  await answered(child, origin);
  return {
    origin,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      process.kill(-child.pid!, "SIGTERM");
      await ended;
    },
  };
}

/** Resolves when the app answers: the development server listens before it has built the app. */
async function answered(child: ChildProcess, origin: string): Promise<void> {
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk));
  while (child.exitCode === null) {
    const answer = await fetch(`${origin}/api/visits`).catch(() => null);
    const body = await answer?.text();
    if (answer?.ok && body?.startsWith("{")) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`It ended before it answered:\n${said}`);
}

/** As from a shell: without what the test runner has put there. */
function environmentOf(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_ENV: _, VITEST: __, TEST: ___, SESSIONSCOPE_TOKEN: ____, ...rest } = process.env;
  return { ...rest, ...more };
}
