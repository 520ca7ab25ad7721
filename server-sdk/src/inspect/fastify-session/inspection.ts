/** Looks at the sessions of an app on @fastify/session: answers the panel, and watches what requests do. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerDebugCall, isDebugCall } from "../../adapters/node-http/debug-call.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { endpointPath } from "../base/endpoint-path.ts";
import { FastifyVisits } from "../base/fastify-visits.ts";
import { OneWarning } from "../base/one-warning.ts";
import type { Inspected, serveBridge } from "../base/serve-bridge.ts";
import { Telling } from "../base/telling.ts";
import { lookAt, onlyLine } from "../base/two-lines.ts";
import { AppRequests } from "./app-requests.ts";
import { Asking } from "./asking.ts";
import { FastifySessionBridge } from "./bridge.ts";
import { type LibraryApp, type SessionRequest, type StoredData, sessionOf } from "./library.ts";

export interface InspectOptions extends DebugOptions {
  /** Whose session it is. */
  readonly user?: (session: Readonly<Record<string, unknown>>) => string | null | undefined;
}

export class Inspection {
  readonly #app: FastifyInstance;
  readonly #library: LibraryApp;
  readonly #debug: DebugOptions;
  readonly #serveBridge: typeof serveBridge;
  readonly #asking = new AsyncLocalStorage<FastifyRequest>();
  readonly #visits: FastifyVisits;
  readonly #requests: AppRequests;
  readonly #userOf: (session: StoredData) => string | undefined;
  /** `null`: it cannot look. */
  #inspected: Inspected | null | undefined;
  #count = 0;
  readonly #line = onlyLine("@fastify/session");
  readonly #warning = new OneWarning();
  readonly #telling = new Telling(this.#warning);

  constructor(
    app: FastifyInstance,
    { user, ...debug }: InspectOptions,
    base: { readonly serveBridge: typeof serveBridge },
  ) {
    this.#app = app;
    this.#library = app as unknown as LibraryApp;
    this.#debug = { ...debug, path: endpointPath(debug.path) };
    this.#serveBridge = base.serveBridge;
    this.#userOf = (session) => user?.(session) ?? undefined;
    this.#visits = new FastifyVisits(app, () => `${app.prefix}${this.#debug.path}`);
    this.#requests = new AppRequests({
      app: this.#library,
      telling: this.#telling,
      userOf: this.#userOf,
      guard: (work) => this.#warning.guard(work),
    });
  }

  mount(): void {
    const app = this.#app;
    if (!app.hasDecorator("decryptSession") || !app.hasRequestDecorator("sessionStore")) {
      this.#warning.cannotShow(new Error("register it after @fastify/session"));
      return;
    }
    const { path } = this.#debug;
    if (app.hasRoute({ url: `${path}`, method: "GET" })) {
      this.#warning.twice("@fastify/session");
      return;
    }
    // The hook answers: a part of an app with a prefix has hooks for its own routes alone.
    const notFound = (_request: FastifyRequest, reply: FastifyReply) => reply.callNotFound();
    for (const url of [`${path}`, `${path}/*`]) app.all(url, { logLevel: "silent" }, notFound);
    app.addHook("onRequest", (request, reply, next) => this.#onRequest(request, reply, next));
    app.addHook("onSend", (request, reply, _payload, next) => {
      this.#warning.guard(() => {
        const lines = [reply.getHeader("set-cookie") ?? []].flat().map(String);
        this.#requests.end(request, reply.statusCode, lines);
      });
      next();
    });
    // Fastify keeps the time of requests (`elapsedTime`) where somebody hears of their end.
    app.addHook("onResponse", (_request, _reply, next) => next());
  }

  #onRequest(request: FastifyRequest, reply: FastifyReply, next: (error?: Error) => void): void {
    if (this.#visits.answers(request, reply)) return;
    if (this.#inspected === undefined) this.#inspected = this.#start(request);
    const inspected = this.#inspected;
    if (inspected === null) {
      next();
      return;
    }
    const { endpoint } = inspected;
    const target = request.url.slice(this.#app.prefix.length);
    if (request.url.startsWith(this.#app.prefix) && isDebugCall(endpoint, target)) {
      reply.hijack();
      const answer = () =>
        this.#telling.asked(inspected, () => answerDebugCall(endpoint, request.raw, reply.raw, target));
      this.#asking.run(request, answer).catch((error) => {
        request.log.error(error);
        reply.raw.destroy();
      });
      return;
    }
    if (!sessionOf(request)) {
      next();
      return;
    }
    const id = `${++this.#count}`;
    lookAt(reply.raw, this.#line, this.#warning);
    reply.header(endpoint.header, endpoint.announce(id).replace("path=", `path=${this.#app.prefix}`));
    this.#requests.begin(request, reply, id, next);
  }

  #start(request: FastifyRequest): Inspected | null {
    try {
      const bridge = new FastifySessionBridge({
        app: this.#library,
        store: (request as unknown as SessionRequest).sessionStore,
        asking: new Asking(this.#library, () => this.#asking.getStore()!),
        visits: this.#visits,
        requests: this.#requests,
        userOf: this.#userOf,
      });
      this.#telling.inspected = this.#serveBridge(bridge, this.#debug);
      return this.#telling.inspected;
    } catch (error) {
      this.#warning.cannotShow(error);
      return null;
    }
  }
}
