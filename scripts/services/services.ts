/**
 * Throw-away database servers for tests: on free ports, in temporary folders. They end with the process that started them,
 * and nothing else on the machine is touched.
 */

import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { canInstallPackages, installPackages } from "../test-setup/debian-packages.ts";
import { freePort } from "../test-setup/free-port.ts";
import { type Place, type ServiceKind, searchPath, serviceKinds, type User } from "./service-kinds.ts";

export type { ServiceKind };

/** A server that the tests need is not installed. The message says what to do. */
export class MissingServiceError extends Error {
  override readonly name = "MissingServiceError";
}

/** A server did not start. The message ends with what it printed. */
class StartError extends Error {
  override readonly name = "StartError";
  /** Its port is taken: by another server, or by a client whose outgoing connection got this port from the system. */
  readonly portTaken: boolean;
  /** The cause passes: another start will succeed sooner or later. */
  readonly passes: boolean;

  constructor(message: string, output: string, options?: ErrorOptions) {
    super(`${message}. It said:\n${output}`, options);
    this.portTaken = /address already in use/i.test(output);
    // A killed PostgreSQL whose child processes have not ended yet.
    this.passes = this.portTaken || /pre-existing shared memory block .* is still in use/.test(output);
  }
}

const startTimeout = 60_000;
const mostPorts = 5;
const running = new Set<Service>();
process.once("exit", () => {
  for (const service of running) service.abandon();
});

/** One server. It answers when `startService` resolves. */
export class Service implements AsyncDisposable {
  readonly kind: ServiceKind;
  readonly port: number;
  readonly url: string;
  /** Its data; removed with it. */
  readonly directory: string;
  readonly #launch: () => ChildProcess;
  #process: ChildProcess | undefined;
  #launches = 0;

  constructor(kind: ServiceKind, place: Place, launch: () => ChildProcess) {
    this.kind = kind;
    this.port = place.port;
    this.url = serviceKinds[kind].url(place.port);
    this.directory = place.directory;
    this.#launch = launch;
  }

  /** How often its program was run. */
  get launches(): number {
    return this.#launches;
  }

  /**
   * Starts it on its port, with the data it has, and waits until it answers. The first start rejects at once when the port
   * is taken, because nobody knows the port yet and the caller can choose another.
   */
  async start(): Promise<void> {
    running.add(this);
    const deadline = performance.now() + startTimeout;
    for (;;) {
      const failure = await this.#run(deadline);
      if (failure === null) return;
      const moves = failure.portTaken && this.#launches === 1;
      if (moves || !failure.passes || performance.now() > deadline) throw failure;
      await wait(100);
    }
  }

  /** Runs its program until it answers. @returns why it does not answer; null when it does. */
  async #run(deadline: number): Promise<StartError | null> {
    const child = this.#launch();
    this.#launches++;
    this.#process = child;
    let output = "";
    let closed = false;
    child.once("close", () => {
      closed = true;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (text: Buffer) => {
        output = `${output}${text}`.slice(-4000);
      });
    }
    const { title, ask } = serviceKinds[this.kind];
    for (;;) {
      if (closed) return new StartError(`${title} ended while it was starting`, output);
      const failure = await ask(this.port).then(
        () => null,
        (error: unknown) => error,
      );
      if (failure === null) return null;
      if (performance.now() > deadline) {
        return new StartError(`${title} did not answer within ${startTimeout / 1000} s`, output, { cause: failure });
      }
      await wait(20);
    }
  }

  /** Kills it (SIGKILL) and waits until its process has ended. Its data stays for `start`. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end(serviceKinds[this.kind].end);
    this.abandon();
  }

  /** Ends it without waiting and removes its data. */
  abandon(): void {
    running.delete(this);
    this.#process?.kill(serviceKinds[this.kind].end);
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

/**
 * Starts an empty server of this kind on a free port. Another process may take the port first; then it tries another one.
 * @throws MissingServiceError when its programs are not installed and cannot be installed here.
 */
export async function startService(
  kind: ServiceKind,
  extraArgs: readonly string[] = [],
  findPort = freePort,
): Promise<Service> {
  const programs = await provide(kind);
  for (let ports = 1; ; ports++) {
    const service = await prepareService(kind, programs, await findPort(), extraArgs);
    try {
      await service.start();
      return service;
    } catch (error) {
      await service[Symbol.asyncDispose]();
      if (!(error instanceof StartError && error.portTaken) || ports === mostPorts) throw error;
    }
  }
}

async function prepareService(
  kind: ServiceKind,
  programs: readonly string[],
  port: number,
  extraArgs: readonly string[],
): Promise<Service> {
  const row = serviceKinds[kind];
  const user = "user" in row && process.getuid?.() === 0 ? await row.user() : {};
  const directory = mkdtempSync(join(tmpdir(), `sessionscope-${kind}-`));
  const place = { directory, port };
  if ("prepare" in row) await row.prepare(programs, place, user);
  return new Service(kind, place, () => {
    const args = [...row.args(place), ...extraArgs];
    const options: SpawnOptions = { cwd: directory, stdio: ["ignore", "pipe", "pipe"] };
    return existsSync(setpriv)
      ? spawn(setpriv, [...guard(user), programs[0]!, ...args], options)
      : spawn(programs[0]!, args, { ...options, ...user });
  });
}

/** On Linux, a program started through this ends with its parent, even when the parent is killed. */
const setpriv = "/usr/bin/setpriv";
function guard({ uid, gid }: User): readonly string[] {
  const asUser = uid === undefined ? [] : [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  return ["--pdeathsig=KILL", ...asUser, "--"];
}

async function provide(kind: ServiceKind): Promise<readonly string[]> {
  const { title, packages } = serviceKinds[kind];
  const found = findPrograms(kind);
  if (found) return found;
  if (canInstallPackages()) {
    installing = installing.then(() => (findPrograms(kind) ? undefined : installPackages(packages)));
    await installing;
    const installed = findPrograms(kind);
    if (installed) return installed;
  }
  throw new MissingServiceError(
    `The tests need ${title}, which is not installed here. Install it (on Debian and Ubuntu: apt-get install ${packages.join(" ")}).`,
  );
}

/** Installs the servers that are missing, before any test is timed. Where it cannot, the test that asks for a server names it. */
export async function installServices(): Promise<void> {
  const kinds = Object.keys(serviceKinds) as ServiceKind[];
  const missing = kinds.filter((kind) => !findPrograms(kind)).flatMap((kind) => serviceKinds[kind].packages);
  if (missing.length > 0 && canInstallPackages()) await installPackages(missing);
}

/** apt-get allows one run at a time. */
let installing: Promise<void> = Promise.resolve();

function findPrograms(kind: ServiceKind): readonly string[] | null {
  const found = serviceKinds[kind].programs.map((program) =>
    searchPath(kind)
      .map((folder) => join(folder, program))
      .find(isProgram),
  );
  return found.every((path) => path !== undefined) ? found : null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
