/** One inspected middleware of koa-session, and what becomes of each request that reaches it. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { OutgoingHttpHeaders } from "node:http";
import { answerDebugCall, isDebugCall, pathOf, readAgain } from "../../adapters/node-http/debug-call.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { endpointPath } from "../base/endpoint-path.ts";
import { noteCookies } from "../base/inspect-cookies.ts";
import { type Note, Notes } from "../base/notes.ts";
import { OneWarning } from "../base/one-warning.ts";
import { SealedBridge } from "../base/sealed-bridge.ts";
import type { Inspected, SeenRequest } from "../base/serve-bridge.ts";
import { cookiesIn, lineWithoutValue, parseLine } from "../base/set-cookie-lines.ts";
import { AppRequests, type Work } from "./app-requests.ts";
import { KoaSessionBridge } from "./bridge.ts";
import { type KoaContext, type Manager, managerOf, visit } from "./library.ts";
import { koaSealing } from "./sealing.ts";

export type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown>;

/** What is there once a request has come: it brings the app. */
interface Started {
  readonly inspected: Inspected;
  /** Of cookies that are their sessions. */
  readonly sealed: SealedBridge | null;
}

export class KoaInspection {
  readonly #library: KoaMiddleware;
  readonly #debug: DebugOptions;
  readonly #asking = new AsyncLocalStorage<KoaContext>();
  /** Begins early: the first request may follow soon. */
  readonly #base = import("../base/serve-bridge.ts");
  readonly #app = new AppRequests({
    tell: (note, units) => this.#tell(note, units),
    withoutSession: () => this.#countWithoutSession(),
    guard: (work) => this.#warning.guard(work),
  });
  readonly #notes = new Notes();
  /** The last note of a cookie that is being read. */
  #noting = Promise.resolve();
  /** Calls of panels that are being answered: one that listens is answered as long as it does. */
  #calls = 0;
  #started: Started | undefined;
  #starting: Promise<Started | null> | undefined;
  #requests = 0;
  readonly #warning = new OneWarning();

  constructor(library: KoaMiddleware, debug: DebugOptions) {
    this.#library = library;
    this.#debug = { ...debug, path: endpointPath(debug.path) };
    this.#base.catch(() => {});
  }

  /** In the place of the library's. */
  readonly middleware: KoaMiddleware = async (context, next) => {
    // A context that another library has made may have no response of Node's.
    if (typeof context.res?.writeHead !== "function") return this.#library(context, next);
    this.#starting ??= this.#start(context);
    const started = this.#started ?? (await this.#starting);
    if (started === null) return this.#library(context, next);
    const { endpoint } = started.inspected;
    if (isDebugCall(endpoint, context.url)) return this.#answer(started, context);
    return started.sealed ? this.#passCookie(started, context, next) : this.#passStore(started, context, next);
  };

  async #answer({ inspected }: Started, context: KoaContext): Promise<void> {
    context.respond = false;
    const { req, res, url } = context;
    const body = readAgain(req, parsedBody(context));
    this.#calls++;
    try {
      await this.#asking.run(context, async () => {
        for (const note of this.#notes.take()) this.#warning.guard(() => note(inspected));
        // What the panel asks about may be what a response before this call has made.
        await this.#noting;
        await answerDebugCall(inspected.endpoint, req, res, url, body);
      });
    } finally {
      this.#calls--;
    }
  }

  #tell(note: Note, units: number): void {
    const inspected = this.#started?.inspected;
    if (this.#calls > 0 && inspected) this.#warning.guard(() => note(inspected));
    else this.#notes.add(note, units);
  }

  #countWithoutSession(): void {
    if (this.#calls > 0) this.#started?.inspected.endpoint.withoutSession();
    else this.#notes.countWithoutSession();
  }

  #passCookie({ inspected, sealed }: Started, context: KoaContext, next: () => Promise<unknown>): Promise<unknown> {
    const start = performance.now();
    const by = this.#seen(context);
    const sent = cookiesIn(context.req.headers.cookie);
    this.#hearHead(inspected, context, by, (lines, status) => {
      const ended = { ...by, status, duration: performance.now() - start, at: Date.now() };
      const note: Note = () => {
        this.#noting = this.#noting
          .then(() => noteCookies(sealed!, inspected, ended, sent, lines))
          .catch((error) => this.#warning.mayMiss(error));
      };
      this.#asking.run(context, () => this.#tell(note, `${lines}`.length));
    });
    return this.#library(context, next);
  }

  async #passStore({ inspected }: Started, context: KoaContext, next: () => Promise<unknown>): Promise<unknown> {
    const by = this.#seen(context);
    let begun: Work | undefined;
    this.#warning.guard(() => {
      begun = this.#app.begin(by, managerOf(context));
    });
    if (!begun) return this.#library(context, next);
    const work = begun;
    let [settled, enter] = [false, () => {}];
    this.#hearHead(inspected, context, by, (lines, status) => {
      enter = () => this.#app.enter(work, headOf(lines, work.manager.opts.key, status));
      // A handler that answers by itself may save its session afterwards.
      if (settled) this.#warning.guard(enter);
    });
    try {
      return await this.#library(context, () => {
        this.#warning.guard(() => this.#app.entered(work));
        return next();
      });
    } finally {
      settled = true;
      this.#warning.guard(enter);
      this.#leave(context, work);
    }
  }

  /** It may still save: until the response has gone, and the library has done its work. */
  #leave({ res }: KoaContext, work: Work): void {
    if (res.closed) this.#app.over(work);
    else res.once("close", () => this.#app.over(work));
  }

  #seen({ method, originalUrl }: KoaContext): SeenRequest {
    return { requestId: `${++this.#requests}`, method, path: pathOf(originalUrl) };
  }

  /** Announces the endpoint in the head of the response, also of an error, and tells `heard` of its `Set-Cookie` lines. */
  #hearHead(
    { endpoint }: Inspected,
    { res, originalUrl, path }: KoaContext,
    { requestId }: SeenRequest,
    heard: (lines: readonly string[], status: number) => void,
  ): void {
    const { writeHead } = res;
    const whole = pathOf(originalUrl);
    const mount = whole.endsWith(path) ? whole.slice(0, whole.length - path.length) : "";
    res.writeHead = ((...given: [number, string?, OutgoingHttpHeaders?]) => {
      this.#warning.guard(() =>
        res.setHeader(endpoint.header, endpoint.announce(requestId).replace("path=", `path=${mount}`)),
      );
      const result = writeHead.apply(res, given as never);
      const lines = [res.getHeader("set-cookie") ?? []].flat().map(String);
      this.#warning.guard(() => heard(lines, res.statusCode));
      return result;
    }) as typeof writeHead;
  }

  async #start(context: KoaContext): Promise<Started | null> {
    try {
      const { serveBridge } = await this.#base;
      // Not the app's own: that one is for its request.
      const { manager } = visit(context, new Map());
      const bridge = this.#bridgeOf(manager);
      const sealed = bridge instanceof SealedBridge ? bridge : null;
      this.#started = { inspected: serveBridge<never>(bridge as never, this.#debug), sealed };
    } catch (error) {
      // A store that is not ready may be so at the next request.
      this.#starting = undefined;
      this.#warning.cannotShow(error);
    }
    return this.#started ?? null;
  }

  #bridgeOf(manager: Manager): KoaSessionBridge | SealedBridge {
    const asking = () => this.#asking.getStore()!;
    if (manager.store) return new KoaSessionBridge({ manager, app: this.#app, asking });
    return new SealedBridge(koaSealing(asking, manager.opts.key, manager.opts.maxAge));
  }
}

function headOf(lines: readonly string[], key: string, status: number) {
  const line = lines.findLast((one) => parseLine(one).name === key);
  if (line === undefined) return { status };
  const setCookie = parseLine(line).value === "" ? ("deleted" as const) : ("set" as const);
  return { status, setCookie, cookieLine: lineWithoutValue(line) };
}

/** The body that a body parser has read, if one came before. */
function parsedBody({ request }: KoaContext): unknown {
  const { rawBody, body } = request as { readonly rawBody?: unknown; readonly body?: unknown };
  return rawBody ?? body;
}
