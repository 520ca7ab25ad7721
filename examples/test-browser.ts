/** For the tests of the examples: runs an example in a child process, and a client that keeps cookies and follows redirects. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Running extends AsyncDisposable {
  readonly origin: string;
  readonly folder: string;
  /** Ends the example with SIGTERM. @returns its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `examples/<server>` on a free port, in a temporary folder that is removed with it. */
export async function startExample(server: string, environment: Record<string, string> = {}): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), "sessionscope-example-"));
  const program = fileURLToPath(new URL(server, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@sessionscope/source", program], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "development", XDG_CACHE_HOME: folder, ...environment, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(folder, { recursive: true, force: true });
    return child.exitCode;
  };
  const origin = await announced(child);
  return { origin, folder, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

function announced(child: ChildProcess): Promise<string> {
  let output = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const [, origin] = /listening on (http:\/\/localhost:\d+)/.exec(output) ?? [];
      if (origin !== undefined) resolve(origin);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`It ended with ${code} before it listened:\n${output}`)));
  });
}

export interface Shown {
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly setCookies: readonly string[];
  readonly text: string;
  /** The text of the element with this id, without tags; `undefined` when there is none. */
  byId(id: string): string | undefined;
}

export class TestBrowser {
  readonly cookies = new Map<string, string>();
  /** False: the browser keeps no cookies. */
  keepsCookies = true;
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  get(path: string): Promise<Shown> {
    return this.#go(path, { method: "GET" });
  }

  post(path: string, fields: Record<string, string> = {}): Promise<Shown> {
    return this.#go(path, { method: "POST", body: new URLSearchParams(fields) });
  }

  /** As `post`, with any body. */
  send(path: string, init: RequestInit): Promise<Shown> {
    return this.#go(path, init);
  }

  async #go(path: string, init: RequestInit): Promise<Shown> {
    const headers = new Headers(init.headers);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie !== "") headers.set("cookie", cookie);
    const response = await fetch(this.#origin + path, { ...init, headers, redirect: "manual" });
    const setCookies = response.headers.getSetCookie();
    for (const line of setCookies) this.#keep(line);
    const location = response.headers.get("location");
    if (location !== null) {
      await response.body?.cancel();
      const again = response.status === 307;
      return this.#go(new URL(location, this.#origin).pathname, again ? init : { method: "GET" });
    }
    const text = await response.text();
    return { path, status: response.status, headers: response.headers, setCookies, text, byId: (id) => byId(text, id) };
  }

  #keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name === undefined || value === undefined || !this.keepsCookies) return;
    if (/;\s*max-age=0\b/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function byId(page: string, id: string): string | undefined {
  const [, tag, , inner] = new RegExp(`<(\\w+)([^>]*\\sid="${id}"[^>]*)>(.*?)</\\1>`, "s").exec(page) ?? [];
  if (tag === undefined || inner === undefined) return undefined;
  return inner
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}
