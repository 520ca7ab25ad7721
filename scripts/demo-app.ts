/** Runs the demo app, examples/shop, as a process of its own: for `npm start`, the tour and the end-to-end tests. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("..", import.meta.url));

export interface DemoApp {
  /** "http://localhost:3000" */
  readonly url: string;
  /** What it has printed so far. */
  output(): string;
  /** Fulfilled when it has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** What keeps the demo app from starting; the message says what to do. */
export class DemoAppError extends Error {
  override readonly name = "DemoAppError";
}

export interface DemoAppOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its database goes; a relative path in its settings is relative to this. */
  readonly folder?: string;
}

/** @throws DemoAppError */
export async function startDemoApp({ port, environment = {}, folder = repository }: DemoAppOptions): Promise<DemoApp> {
  if (port !== 0) await requireFree(port);
  const child = spawn(process.execPath, ["--conditions=@sessionscope/source", `${repository}examples/shop/server.ts`], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "development", ...environment, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /listening on (http:\/\/localhost:\d+)/.exec(output);
      if (address !== null) resolve(address[1]!);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then(() => reject(new DemoAppError(`The demo app ended before it listened. It said:\n${output}`)));
  });
  return { url, output: () => output, ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(timer);
}

async function requireFree(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port);
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new DemoAppError(
        `Port ${port} is taken. Stop what listens there, or choose another: npm start -- --port ${port + 1}`,
      );
    }
    throw new DemoAppError(`Port ${port} cannot be used (${code}). Choose another: npm start -- --port 3000`);
  }
  server.close();
  await once(server, "close");
}
