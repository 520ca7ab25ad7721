/** The site of a soak: a store, two apps that share it, and the records of their requests. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSessions, type Sessions, type Store, StoreError } from "sessionscope";
import { expect } from "vitest";
import { FaultyProxy } from "../../../scripts/services/faulty-proxy.ts";
import { type Service, type ServiceKind, startService } from "../../../scripts/services/services.ts";
import { change, newId, session } from "../../src/testing/store-suite/trial.ts";
import { type RequestRecord, violations } from "../histories/history.ts";
import { JarFolder } from "../histories/jars.ts";
import { lastStates } from "../histories/last-state.ts";
import { Load } from "../histories/load.ts";
import type { Data } from "../histories/visitor.ts";
import { openServerStore } from "../open-server-store.ts";
import type { Counts, Order, Report } from "./soaked-app.ts";

/** Milliseconds. A wait ends as soon as its condition holds. */
const timeout = 60_000;
const apps = 2;
const places = ["one", "two", "three", "four", "five"];
const unending = new AbortController().signal;

interface App {
  readonly child: ChildProcess;
  /** The number of requests that the app still has to serve in this round. */
  left: number;
  counts: Counts | null;
}

export class Site implements AsyncDisposable {
  /** Only for stores with a server. */
  readonly service: Service | undefined;
  readonly proxy: FaultyProxy | undefined;
  readonly #url: string;
  /** The address that bypasses the proxy. */
  readonly #store: Store;
  readonly #sessions: Sessions<Data>;
  readonly #folder: string;
  readonly #jar: JarFolder;
  readonly #apps: App[] = [];
  #started = 0;
  #records = new Map<string, RequestRecord>();
  #load: Load;
  #problems: unknown[] = [];

  private constructor(folder: string, url: string, store: Store, sessions: Sessions<Data>, server?: Server) {
    this.#folder = folder;
    this.#url = url;
    this.#store = store;
    this.#sessions = sessions;
    this.service = server?.service;
    this.proxy = server?.proxy;
    this.#jar = new JarFolder(folder, places);
    this.#load = new Load(sessions, this.#jar, "soak", () => 0);
  }

  /** @param kind a server to start, or a store that keeps its sessions in the given folder. */
  static async open(kind: ServiceKind | ((folder: string) => string)): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "sessionscope-soak-"));
    const server = typeof kind === "function" ? undefined : await startServer(kind);
    const url = typeof kind === "function" ? kind(mkdtempSync(join(folder, ".store-"))) : server!.service.url;
    const store = await openServerStore(url);
    const sessions = await createSessions<Data>({ store });
    const site = new Site(folder, server ? server.proxy.inFrontOf(url) : url, store, sessions, server);
    await site.#load.fill();
    for (let count = 0; count < apps; count++) site.#start(0);
    return site;
  }

  /** Lets every app serve this many requests, and more until the fault is over, and checks the history. */
  async round(requests: number, fault: (site: Site) => Promise<void>): Promise<void> {
    this.#records = new Map();
    await this.#load.fill();
    for (const app of this.#apps) this.#order(app, requests);
    const sweeping = this.#sweep();
    await fault(this);
    for (const { child } of this.#apps) child.send({ enough: true } satisfies Order);
    await expect.poll(() => this.#apps.every(({ counts }) => counts !== null), { timeout }).toBe(true);
    await sweeping;
    expect(this.#problems).toEqual([]);
    const records = [...this.#records.values()];
    // Our own connections may not have noticed yet that the server was down.
    await expect.poll(() => this.#store.load(newId()).catch(() => "away"), { timeout }).toBeNull();
    expect(violations(records, await lastStates(this.#store, records))).toEqual([]);
  }

  get counts(): readonly Counts[] {
    return this.#apps.map(({ counts }) => counts!);
  }

  /** Resolves when this many more requests have ended with the outcome. */
  async heard(outcome: RequestRecord["outcome"], more: number): Promise<void> {
    const count = () =>
      [...this.#records.values()].filter((record) => record.outcome === outcome && record.end > record.start).length;
    const before = count();
    await expect.poll(count, { timeout, interval: 10 }).toBeGreaterThanOrEqual(before + more);
  }

  /** Kills an app with the requests it has begun, and starts another that serves the rest. */
  async killApp(): Promise<void> {
    const victim = this.#apps.shift()!;
    victim.child.kill("SIGKILL");
    await once(victim.child, "exit");
    this.#start(Math.max(1, victim.left));
  }

  setClock(wrongBy: number): void {
    this.#apps[0]!.child.send({ clock: wrongBy } satisfies Order);
  }

  /** Tells the apps to end. @returns their exit codes. */
  async end(): Promise<readonly number[]> {
    return Promise.all(
      this.#apps.map(async ({ child }) => {
        child.send({ end: true } satisfies Order);
        const [code] = await once(child, "exit");
        return code as number;
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#apps) child.kill("SIGKILL");
    await this.#sessions.close();
    await this.proxy?.[Symbol.asyncDispose]();
    await this.service?.[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #start(requests: number): void {
    const script = join(import.meta.dirname, "soaked-app.ts");
    const child = fork(script, [this.#url, this.#folder, `app${this.#started++}`], {
      execArgv: ["--no-warnings", "--conditions=@sessionscope/source", "--expose-gc"],
    });
    const app: App = { child, left: 0, counts: null };
    child.on("message", (report: Report) => this.#hear(app, report));
    child.once("exit", (code) => {
      if (code) this.#problems.push(`an app ended with ${code}`);
    });
    this.#apps.push(app);
    if (requests > 0) this.#order(app, requests);
  }

  #order(app: App, requests: number): void {
    app.left = requests;
    app.counts = null;
    app.child.send({ serve: requests } satisfies Order);
  }

  #hear(app: App, report: Report): void {
    if ("idle" in report) {
      app.counts = report.idle;
      return;
    }
    const record = "begun" in report ? report.begun : report.ended;
    this.#records.set(record.request, record);
    if ("ended" in report && record.outcome !== "unknown") app.left--;
  }

  /** Creates expired sessions and clears them all the time, which must not touch live sessions. */
  async #sweep(): Promise<void> {
    while (this.#apps.some(({ counts }) => counts === null)) {
      try {
        const id = newId();
        await this.#store.create(id, session({ expiresAt: Date.now() - 1 }));
        for await (const _ of this.#store.clearExpired(10, unending));
        expect(await this.#store.commit(id, change())).toEqual({ outcome: "gone" });
      } catch (error) {
        if (!(error instanceof StoreError)) this.#problems.push(error);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

interface Server {
  readonly service: Service;
  readonly proxy: FaultyProxy;
}

async function startServer(kind: ServiceKind): Promise<Server> {
  const service = await startService(kind);
  return { service, proxy: await FaultyProxy.start(service.port) };
}
