/** A storage that is looked at: its functions for the app, its endpoint, and what becomes of the requests that call it. */

import type { IncomingMessage, OutgoingHttpHeaders, Server } from "node:http";
import { answerDebugCall, isDebugCall, pathOf } from "../../adapters/node-http/debug-call.ts";
import { filterRequests, type ServedRequest, servedRequest } from "../../adapters/node-http/served-requests.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { endpointPath } from "../base/endpoint-path.ts";
import { type Ended, enterChange } from "../base/enter-change.ts";
import { OneWarning } from "../base/one-warning.ts";
import type { SealedBridge } from "../base/sealed-bridge.ts";
import type { Inspected } from "../base/serve-bridge.ts";
import { afterLines, cookiesIn, parseLine } from "../base/set-cookie-lines.ts";
import type { Held, SentCookies } from "../bridge.ts";
import type { AppCommits } from "./app-commits.ts";
import type { LibrarySession, LibraryStorage } from "./library.ts";
import { StoredBridge } from "./stored-bridge.ts";

export type Inspectable = StoredBridge | SealedBridge;

/** What a request of the app did with its session. */
interface Work {
  readonly sent: SentCookies;
  /** How it found a stored session. Left out: the cookies that were sent tell. */
  found?: Held<unknown> | null;
  /** How it left a stored session. Left out: the cookies that it set tell. */
  left?: Held<unknown> | null | undefined;
}

export class StorageInspection {
  /** In the place of the app's. */
  readonly storage: LibraryStorage;
  readonly #bridge: Inspectable;
  readonly #path: string;
  /** Begins early: the first request may follow soon. */
  readonly #loading: Promise<Inspected | null>;
  #inspected: Inspected | null = null;
  /** Servers of which a request has called the storage: the endpoint is theirs. */
  readonly #servers = new WeakSet<Server>();
  readonly #works = new WeakMap<IncomingMessage, Work>();
  readonly #recording = new Set<Promise<void>>();
  #requests = 0;
  readonly #warning = new OneWarning();

  constructor(library: LibraryStorage, bridge: Inspectable, commits: AppCommits, debug: DebugOptions) {
    this.#bridge = bridge;
    this.#path = endpointPath(debug.path);
    this.#loading = this.#load({ ...debug, path: this.#path });
    filterRequests((served, pass) => this.#take(served) || pass());
    this.storage = {
      ...library,
      getSession: async (header, ...options) => {
        const session = await library.getSession(header, ...options);
        await this.#guard(() => this.#called(header, session));
        return session;
      },
      commitSession: async (session, ...options) => {
        const line = await library.commitSession(session, ...options);
        await this.#guard(() => {
          const { value } = parseLine(line);
          commits.add(value, options[0], session.data);
          const work = this.#work();
          if (work && this.#bridge instanceof StoredBridge)
            work.left = session.id === "" ? undefined : this.#bridge.heldOf(session, value);
        });
        return line;
      },
      destroySession: async (session, ...options) => {
        const line = await library.destroySession(session, ...options);
        const work = this.#work();
        // An app may end another session than the browser's, too.
        if (work?.found?.id === session.id) work.left = null;
        return line;
      },
    };
  }

  async #load(debug: DebugOptions): Promise<Inspected | null> {
    await this.#guard(async () => {
      const { serveBridge } = await import("../base/serve-bridge.ts");
      this.#inspected = serveBridge<never>(this.#bridge as never, debug);
    });
    return this.#inspected;
  }

  /** Answers a call to the endpoint. */
  #take({ request, response, server, target }: ServedRequest): boolean {
    const inspected = this.#inspected;
    if (!inspected || !this.#servers.has(server) || !isDebugCall(inspected.endpoint, target)) return false;
    // What the panel asks about may be what a response before this call has made.
    Promise.all(this.#recording)
      .then(() => answerDebugCall(inspected.endpoint, request, response, target))
      .catch((error: unknown) => {
        this.#warning.mayMiss(error);
        response.destroy();
      });
    return true;
  }

  /** The app has asked for the session of a request. */
  async #called(header: string | null | undefined, session: LibrarySession): Promise<void> {
    const served = servedRequest();
    if (!served || this.#works.has(served.request)) return;
    const work: Work = { sent: cookiesIn(header ?? undefined) };
    this.#works.set(served.request, work);
    const inspected = await this.#loading;
    if (!inspected || served.response.headersSent) return;
    this.#servers.add(served.server);
    this.#watch(inspected, served, work);
    if (!(this.#bridge instanceof StoredBridge)) return;
    work.found = null;
    const { name } = await this.#bridge.cookie();
    work.found = this.#bridge.heldOf(session, work.sent.get(name) ?? "");
  }

  /** Of the request for which the app calls. */
  #work(): Work | undefined {
    const served = servedRequest();
    return served && this.#works.get(served.request);
  }

  #watch(inspected: Inspected, { request, response, target }: ServedRequest, work: Work): void {
    const { endpoint } = inspected;
    const start = performance.now();
    const by = { requestId: `${++this.#requests}`, method: request.method ?? "GET", path: pathOf(target) };
    // A page has one endpoint: that of the storage which it has asked first.
    if (!response.hasHeader(endpoint.header)) response.setHeader(endpoint.header, endpoint.announce(by.requestId));
    const { writeHead } = response;
    response.writeHead = ((...given: [number, string?, OutgoingHttpHeaders?]) => {
      const result = writeHead.apply(response, given as never);
      const lines = [response.getHeader("set-cookie") ?? []].flat().map(String);
      const ended = { ...by, status: response.statusCode, duration: performance.now() - start };
      const recorded = this.#guard(() => this.#record(inspected, ended, work, lines)).finally(() =>
        this.#recording.delete(recorded),
      );
      this.#recording.add(recorded);
      return result;
    }) as typeof writeHead;
  }

  async #record(inspected: Inspected, request: Ended, work: Work, lines: readonly string[]): Promise<void> {
    const name = lines.length === 0 ? "" : (await this.#bridge.cookie()).name;
    const own = lines.filter((line) => parseLine(line).name === name);
    if (own.length === 0 && work.left === undefined) return inspected.endpoint.withoutSession();
    const after = afterLines(work.sent, own);
    if (!(this.#bridge instanceof StoredBridge)) await this.#bridge.follow(work.sent, after);
    const found = work.found === undefined ? await this.#bridge.read(work.sent) : work.found;
    const left = work.left === undefined ? await this.#bridge.read(after) : work.left;
    if (found || left) enterChange(inspected, request, { found, left, line: own.at(-1) });
    else inspected.endpoint.withoutSession();
  }

  async #guard(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#warning.mayMiss(error);
    }
  }
}
