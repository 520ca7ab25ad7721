/** An app of React Router's framework, written into a folder, and run there by React Router's own programs. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../../../scripts/test-setup/free-port.ts";

const files: Readonly<Record<string, string>> = {
  // What the framework does not find here it would install itself.
  "package.json": `{
  "private": true,
  "type": "module",
  "dependencies": { "@react-router/node": "*", "isbot": "*", "react": "*", "react-dom": "*", "react-router": "*" }
}`,
  "vite.config.js": `
    import { reactRouter } from "@react-router/dev/vite";
    const resolve = { externalConditions: ["@sessionscope/source"] };
    export default {
      plugins: [reactRouter()],
      ssr: { external: ["sessionscope"], resolve },
      build: { rollupOptions: { external: [/^sessionscope\\//] } },
    };`,
  "app/routes.js": `
    import { index } from "@react-router/dev/routes";
    export default [index("home.jsx")];`,
  "app/root.jsx": `
    import { Outlet } from "react-router";
    export default function App() { return <html lang="en"><body><Outlet /></body></html>; }`,
  "app/home.jsx": `
    import { data } from "react-router";
    import { commitSession, getSession } from "./sessions.server.js";
    export async function loader({ request }) {
      const session = await getSession(request.headers.get("Cookie"));
      session.set("visits", (session.get("visits") ?? 0) + 1);
      return data(session.get("visits"), { headers: { "Set-Cookie": await commitSession(session) } });
    }
    export const headers = ({ loaderHeaders }) => loaderHeaders;
    export default function Home({ loaderData }) { return <output id="visits">{loaderData}</output>; }`,
  "app/sessions.server.js": `
    import { createCookieSessionStorage } from "react-router";
    import { inspect } from "sessionscope/inspect/react-router";
    export const { getSession, commitSession, destroySession } = inspect(
      createCookieSessionStorage({ cookie: { name: "__session", secrets: ["a key"], path: "/", httpOnly: true } }),
    );`,
};

/** `libraries`: a folder with the installed packages. */
export async function writeApp(libraries: string): Promise<string> {
  const folder = join(libraries, "artifacts/framework");
  await rm(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await symlink(join(libraries, "node_modules"), join(folder, "node_modules"));
  return folder;
}

export class FrameworkApp implements AsyncDisposable {
  readonly origin: string;
  readonly #child: ChildProcess;

  private constructor(origin: string, child: ChildProcess) {
    this.origin = origin;
    this.#child = child;
  }

  /** `react-router dev`: Vite's development server. */
  static async develop(folder: string, environment: NodeJS.ProcessEnv): Promise<FrameworkApp> {
    const port = `${await freePort()}`;
    return FrameworkApp.#start(folder, programOf(folder, "@react-router/dev"), ["dev", "--port", port], {
      ...environment,
      NODE_ENV: "development",
    });
  }

  /** `react-router build`, then `react-router-serve`, which is production. */
  static async serve(folder: string, environment: NodeJS.ProcessEnv): Promise<FrameworkApp> {
    const build = [programOf(folder, "@react-router/dev"), "build"];
    await promisify(execFile)(process.execPath, build, {
      cwd: folder,
      env: { ...process.env, NODE_ENV: "production" },
    });
    const program = programOf(folder, "@react-router/serve");
    const env = { ...environment, PORT: `${await freePort()}`, NODE_ENV: "production" };
    return FrameworkApp.#start(folder, program, ["build/server/index.js"], env);
  }

  static async #start(
    cwd: string,
    program: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
  ): Promise<FrameworkApp> {
    // The development server starts itself anew, in the same group of processes.
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      detached: true,
      env: { ...process.env, ...environment, NODE_OPTIONS: "--conditions=@sessionscope/source" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const origin = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        said += chunk;
        const [found] = /http:\/\/localhost:\d+/.exec(said) ?? [];
        if (found) resolve(found);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", () => reject(new Error(`It ended before it listened:\n${said}`)));
    });
    return new FrameworkApp(origin, child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    process.kill(-this.#child.pid!, "SIGTERM");
    await ended;
  }
}

/** The program that a package comes with. */
function programOf(folder: string, name: string): string {
  const require = createRequire(join(folder, "package.json"));
  const path = require.resolve(`${name}/package.json`);
  const { bin } = require(path) as { bin: Readonly<Record<string, string>> };
  return join(dirname(path), Object.values(bin)[0]!);
}
