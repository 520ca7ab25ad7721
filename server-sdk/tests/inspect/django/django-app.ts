/** Starts the Django app of the tests (app.py) in a process of its own, on a free port. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  readonly version: string;
  readonly origin: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #engine: DjangoEngine;
  readonly #printed: () => string;

  private constructor(
    child: ChildProcess,
    folder: string,
    engine: DjangoEngine,
    said: RegExpExecArray,
    printed: () => string,
  ) {
    this.#child = child;
    this.#folder = folder;
    this.#engine = engine;
    this.#printed = printed;
    this.version = said[1]!;
    this.origin = said[2]!;
  }

  static async start({ release, engine, asgi = false, env = {} }: DjangoAppOptions): Promise<DjangoApp> {
    const django = await provideDjango(release);
    const folder = mkdtempSync(join(tmpdir(), "sessionscope-django-"));
    const args = ["-W", "ignore", program, engine, folder, ...(asgi ? ["asgi"] : [])];
    const child = spawn(django.python, args, {
      env: { ...django.env, SESSIONSCOPE_TOKEN: token, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const said = await new Promise<RegExpExecArray>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        const found = /Django (\S+) listening on (\S+)\n/.exec(output);
        if (found) resolve(found);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", () => reject(new Error(`The Django app ended before it listened. It said:\n${output}`)));
    });
    return new DjangoApp(child, folder, engine, said, () => output);
  }

  /** What it has printed so far. */
  get printed(): string {
    return this.#printed();
  }

  get url(): string {
    return `${this.origin}/__sessionscope__`;
  }

  /** For the protocol suite. */
  get server(): ProtocolServer {
    const { origin, url } = this;
    const kind = this.#engine === "signed_cookies" ? "client" : "server";
    const cannotList = this.#engine === "cache" ? "Django's cache cannot list its sessions" : inCookies;
    const breaks = this.#engine === "db" || this.#engine === "cached_db";
    return {
      url,
      token,
      kind,
      mayLock: true,
      mayClear: true,
      lacks: {
        ...((kind === "client" || this.#engine === "cache") && { store: cannotList }),
        ...(kind === "client" && { ending: inCookies }),
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

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const post = (values: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(values) });
