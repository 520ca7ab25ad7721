/** Runs the demo app, examples/shop, as a process of its own: for `npm start`, the tour and the end-to-end tests. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../examples/shop/server.ts", import.meta.url));

/** What keeps the demo app from starting; the message says what to do. */
export class DemoAppError extends Error {
  override readonly name = "DemoAppError";
}

export interface DemoAppOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Gets what the app prints. */
  readonly print?: (text: string) => void;
}

/** The demo app on a database of its own. It may be stopped and started again: address and sessions stay. */
export class DemoApp implements AsyncDisposable {
  readonly #folder: string;
  readonly #print: (text: string) => void;
  #child: ChildProcess | null = null;
  /** "http://localhost:3000" */
  url = "";

  private constructor(folder: string, print: (text: string) => void) {
    this.#folder = folder;
    this.#print = print;
  }

  /** @throws DemoAppError */
  static async open({ port, print = () => {} }: DemoAppOptions): Promise<DemoApp> {
    if (port !== 0) await requireFree(port);
    const app = new DemoApp(await mkdtemp(join(tmpdir(), "sessionscope-shop-")), print);
    try {
      await app.#run(port);
      return app;
    } catch (error) {
      await app[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Fulfilled when the process has ended, for whatever reason. */
  get ended(): Promise<unknown> {
    return this.#child === null ? Promise.resolve() : endOf(this.#child);
  }

  /** After `stop`: again on the same port. */
  async start(): Promise<void> {
    await this.#run(Number(new URL(this.url).port));
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    child.kill("SIGTERM");
    await endOf(child);
  }

  /** Ends it for good, database included. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #run(port: number): Promise<void> {
    const child = spawn(process.execPath, ["--conditions=@sessionscope/source", program], {
      cwd: this.#folder,
      env: { ...process.env, NODE_ENV: "development", PORT: String(port) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    let output = "";
    this.url = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.#print(chunk.toString());
        output += chunk.toString();
        const address = /listening on (http:\/\/localhost:\d+)/.exec(output);
        if (address !== null) resolve(address[1]!);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      void endOf(child).then(() =>
        reject(new DemoAppError(`The demo app ended before it listened. It said:\n${output}`)),
      );
    });
  }
}

const endOf = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
};

async function requireFree(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port);
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DemoAppError(
      code === "EADDRINUSE"
        ? `Port ${port} is taken. Stop what listens there, or choose another: npm start -- --port ${port + 1}`
        : `Port ${port} cannot be used (${code}). Choose another: npm start -- --port 3000`,
    );
  }
  server.close();
  await once(server, "close");
}
