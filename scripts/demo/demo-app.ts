/** Runs an example in a child process, as a rule examples/shop: for `npm start`, the tour and the end-to-end tests. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { projectToken } from "../../server-sdk/src/debug/project-token.ts";
import type { KeptTokens } from "../../tests/e2e/kept-tokens.ts";

const programs = { shop: "server.ts", "express-session": "server.js" } as const;
export type ExampleName = keyof typeof programs;

/** An example as a project of its own. */
export const folderOf = (example: ExampleName): string =>
  fileURLToPath(new URL(`../../examples/${example}`, import.meta.url));

/** The demo app cannot start. The message says what to do. */
export class DemoAppError extends Error {
  override readonly name = "DemoAppError";
}

export interface AppOptions {
  /** 0: any free port. */
  readonly port: number;
  /**
   * The folder of the project whose token the app requires, which outlives a restart. Without it the app is a project of
   * its own and leaves nothing in the user's cache.
   */
  readonly project?: string;
  /** Restarts the app when one of its sources changes, the SDK's included. The port must not be 0 then. */
  readonly watch?: boolean;
  /** Gets what the app prints. */
  readonly print?: (text: string) => void;
}

export interface DemoAppOptions extends AppOptions {
  /** "shop" unless given. */
  readonly example?: ExampleName;
}

/** The demo app with a database of its own. It can be stopped and started again; its address and sessions stay. */
export class DemoApp implements AsyncDisposable {
  readonly #folder: string;
  readonly #program: string;
  readonly #project: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #watch: boolean;
  readonly #print: (text: string) => void;
  #child: ChildProcess | null = null;
  /** "http://localhost:3000" */
  url = "";

  private constructor(folder: string, options: Omit<DemoAppOptions, "port">) {
    const { example = "shop", project, watch = false, print = () => {} } = options;
    this.#folder = folder;
    this.#program = join(folderOf(example), programs[example]);
    this.#project = project ?? folder;
    this.#environment = {
      SESSION_STORE: `sqlite:${join(folder, "shop.db")}`,
      ...process.env,
      NODE_ENV: "development",
      ...(project === undefined && { XDG_CACHE_HOME: join(folder, "cache") }),
    };
    this.#watch = watch;
    this.#print = print;
  }

  /** The address of its store, for whoever looks at what it holds. */
  get store(): string {
    return this.#environment.SESSION_STORE!;
  }

  /** The token that a browser needs for the debug endpoint, by origin. */
  get tokens(): KeptTokens {
    const chosen = this.#environment.SESSIONSCOPE_TOKEN;
    const { server, token } = projectToken({ directory: this.#project, env: this.#environment });
    return { [this.url]: chosen ? { server: null, token: chosen } : { server, token } };
  }

  /** @throws DemoAppError */
  static async open({ port, ...options }: DemoAppOptions): Promise<DemoApp> {
    const { example = "shop" } = options;
    if (port !== 0) await requireFree(port, example === "shop" ? undefined : `npm start -- --${example}`);
    const app = new DemoApp(await mkdtemp(join(tmpdir(), "sessionscope-shop-")), options);
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

  /** Starts it again after `stop`, on the same port. */
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

  /** Ends it and removes its database. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #run(port: number): Promise<void> {
    // Where no file can hold the token, each process would make its own: hand this one over.
    const { token, problem } = projectToken({ directory: this.#project, env: this.#environment });
    if (problem !== null) this.#environment.SESSIONSCOPE_TOKEN ||= token;
    const watch = this.#watch ? ["--watch", "--watch-preserve-output"] : [];
    const child = spawn(process.execPath, [...watch, "--conditions=@sessionscope/source", this.#program], {
      cwd: this.#project,
      env: { ...this.#environment, PORT: String(port) },
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

/** Fulfilled when the process has ended. */
export const endOf = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
};

/** @throws DemoAppError when nothing can listen there. */
export async function requireFree(port: number, command = "npm start --"): Promise<void> {
  const server = createServer();
  try {
    server.listen(port);
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DemoAppError(
      code === "EADDRINUSE"
        ? `Port ${port} is taken. Stop what listens there, or choose another: ${command} --port ${port + 1}`
        : `Port ${port} cannot be used (${code}). Choose another: ${command} --port 3000`,
    );
  }
  server.close();
  await once(server, "close");
}
