/** Runs the Django shop, examples/django, in a child process: for `npm start -- --django`, its tour and end-to-end tests. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { projectToken } from "../../server-sdk/src/debug/project-token.ts";
import type { KeptTokens } from "../../tests/e2e/kept-tokens.ts";
import { MissingPackagesError } from "../test-setup/debian-folders.ts";
import { type Django, installedDjango, MissingDjangoError, provideDjango } from "../test-setup/django.ts";
import { freePort } from "../test-setup/free-port.ts";
import { type AppOptions, DemoAppError, endOf, requireFree } from "./demo-app.ts";

/** The shop as a project of its own. */
export const djangoFolder = fileURLToPath(new URL("../../examples/django", import.meta.url));

/** The Django shop with a database of its own. */
export class DjangoShop implements AsyncDisposable {
  /** "http://localhost:8000" */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #data: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(child: ChildProcess, url: string, data: string, env: NodeJS.ProcessEnv) {
    this.#child = child;
    this.url = url;
    this.#data = data;
    this.#env = env;
  }

  /**
   * `project`: left out, the token is kept in a cache folder of the app's own.
   * @throws DemoAppError where Python or Django is missing, or the port is taken.
   */
  static async open({ port, project, watch = false, print = () => {} }: AppOptions): Promise<DjangoShop> {
    if (port !== 0) await requireFree(port, "npm start -- --django");
    const django = await findDjango(print);
    const data = await mkdtemp(join(tmpdir(), "sessionscope-django-shop-"));
    const env: NodeJS.ProcessEnv = {
      ...django.env,
      SHOP_DATABASE: join(data, "shop.db"),
      ...(project === undefined && { XDG_CACHE_HOME: join(data, "cache") }),
    };
    try {
      execFileSync(django.python, ["manage.py", "migrate", "--verbosity", "0"], {
        cwd: djangoFolder,
        env,
        stdio: "pipe",
      });
      const at = port === 0 ? await freePort() : port;
      const reload = watch ? [] : ["--noreload"];
      const args = ["-u", "manage.py", "runserver", ...reload, `localhost:${at}`];
      const child = spawn(django.python, args, { cwd: djangoFolder, env, stdio: ["ignore", "pipe", "pipe"] });
      const shop = new DjangoShop(child, `http://localhost:${at}`, data, env);
      await shop.#listening(print);
      return shop;
    } catch (error) {
      await rm(data, { recursive: true, force: true });
      throw error instanceof DemoAppError ? error : new DemoAppError((error as Error).message);
    }
  }

  /** The token that a browser needs for the debug endpoint, by origin. */
  get tokens(): KeptTokens {
    const chosen = this.#env.SESSIONSCOPE_TOKEN;
    const { server, token } = projectToken({ directory: djangoFolder, env: this.#env });
    return { [this.url]: chosen ? { server: null, token: chosen } : { server, token } };
  }

  /** Fulfilled when the process has ended, for whatever reason. */
  get ended(): Promise<unknown> {
    return endOf(this.#child);
  }

  /** Ends it and removes its database. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await endOf(this.#child);
    await rm(this.#data, { recursive: true, force: true });
  }

  async #listening(print: (text: string) => void): Promise<void> {
    let output = "";
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        print(chunk.toString());
        output += chunk.toString();
        if (output.includes("Starting development server at")) resolve();
      };
      this.#child.stdout?.on("data", read);
      this.#child.stderr?.on("data", read);
      void endOf(this.#child).then(() =>
        reject(new DemoAppError(`Django ended before it listened. It said:\n${output}`)),
      );
    });
    const answers = () =>
      fetch(`${this.url}/login`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (this.#child.exitCode === null && !(await answers())) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The installed Django, or else Debian's, unpacked into a folder of its own. */
async function findDjango(print: (text: string) => void): Promise<Django> {
  const installed = installedDjango();
  if (installed !== null) return installed;
  print("Fetching Debian's Django\n");
  try {
    return await provideDjango("sid");
  } catch (error) {
    if (!(error instanceof MissingPackagesError || error instanceof MissingDjangoError)) throw error;
    throw new DemoAppError(
      `This needs Python 3.9 or later with Django (python3 -m pip install django). ${error.message}`,
    );
  }
}
