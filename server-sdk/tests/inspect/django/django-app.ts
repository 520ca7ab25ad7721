/** Starts the Django app of the tests (app.py) in a process of its own, on a free port. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type DjangoRelease, provideDjango } from "../../../../scripts/test-setup/django.ts";
import type { ProtocolServer } from "../../../src/testing/protocol-suite/subject.ts";

export type DjangoEngine = "db" | "cached_db" | "cache" | "file" | "signed_cookies";

export interface DjangoAppOptions {
  readonly release: DjangoRelease;
  readonly engine: DjangoEngine;
  /** uvicorn in place of the development server. */
  readonly asgi?: boolean;
  /** What is set beside, such as `APP_DEBUG`. */
  readonly env?: NodeJS.ProcessEnv;
}

const program = join(import.meta.dirname, "app.py");
export const token = "a-token-of-the-test";
const inCookies = "its sessions are in their cookies";

export class DjangoApp implements AsyncDisposable {
  version = "";
  origin = "";
  readonly #options: DjangoAppOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), "sessionscope-django-"));
  #child: ChildProcess | undefined;
  #output = "";

  private constructor(options: DjangoAppOptions) {
    this.#options = options;
  }

  static async start(options: DjangoAppOptions): Promise<DjangoApp> {
    const app = new DjangoApp(options);
    await app.#run();
    return app;
  }

  /** A new process on the same database, at another address. */
  async restart(): Promise<void> {
    await this.#stop();
    await this.#run();
  }

  async #run(): Promise<void> {
    const { release, engine, asgi = false, env = {} } = this.#options;
    const django = await provideDjango(release);
    const args = ["-W", "ignore", program, engine, this.#folder, ...(asgi ? ["asgi"] : [])];
    const child = spawn(django.python, args, {
      env: { ...django.env, SESSIONSCOPE_TOKEN: token, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const [, version, origin] = await new Promise<RegExpExecArray>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.#output += chunk.toString();
        const found = /Django (\S+) listening on (\S+)\n/.exec(this.#output);
        if (found) resolve(found);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", () => reject(new Error(`The Django app ended before it listened. It said:\n${this.#output}`)));
    });
    this.version = version!;
    this.origin = origin!;
  }

  /** What it has printed so far. */
  get printed(): string {
    return this.#output;
  }

  get url(): string {
    return `${this.origin}/__sessionscope__`;
  }

  /** For the protocol suite. */
  get server(): ProtocolServer {
    const { origin, url } = this;
    const { engine, release } = this.#options;
    const kind = engine === "signed_cookies" ? "client" : "server";
    const cannotList = engine === "cache" ? "Django's cache cannot list its sessions" : inCookies;
    const breaks = engine === "db" || engine === "cached_db";
    return {
      url,
      token,
      kind,
      mayLock: true,
      mayClear: true,
      lacks: {
        ...((kind === "client" || engine === "cache") && { store: cannotList }),
        ...(kind === "client" && { ending: inCookies }),
        ...(engine === "cache" && { deadlines: "Django's cache does not tell when a session was changed" }),
        ...(release === "bookworm" && { moment: "Django 3.2 cannot keep a moment" }),
        limit: "Django has no limit in bytes of a session",
      },
      makeSession: async (values) => (await fetch(`${origin}/make`, post(values))).text(),
      ...(breaks && {
        async whileStoreFails(work: () => Promise<void>) {
          await fetch(`${origin}/break?on=1`);
          await work().finally(() => fetch(`${origin}/break?on=0`));
        },
      }),
    };
  }

  /** The view `slow` has read the session. */
  get slowHasBegun(): boolean {
    return existsSync(join(this.#folder, "slow-began"));
  }

  /** Lets the view `slow` write and answer. */
  endSlow(): void {
    writeFileSync(join(this.#folder, "slow-may-end"), "");
  }

  /** What the database holds of a session: its data and its deadline. */
  record(key: string): string {
    const database = new DatabaseSync(join(this.#folder, "db"), { readOnly: true });
    const row = database.prepare("SELECT session_data, expire_date FROM django_session WHERE session_key = ?").get(key);
    database.close();
    return JSON.stringify(row);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #stop(): Promise<void> {
    const child = this.#child!;
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    this.#output = "";
  }
}

const post = (values: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(values) });
