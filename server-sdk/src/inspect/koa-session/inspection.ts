/** One inspected middleware of koa-session, and what becomes of each request that reaches it. */

import { AsyncLocalStorage } from "node:async_hooks";
import { answerDebugCall, isDebugCall, pathOf, readAgain } from "../../adapters/node-http/debug-call.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { endpointPath } from "../base/endpoint-path.ts";
import { type Head, hearHead, unitsOfLines } from "../base/hear-head.ts";
import { cookieNote } from "../base/inspect-cookies.ts";
import { OneWarning } from "../base/one-warning.ts";
import { SealedBridge } from "../base/sealed-bridge.ts";
import type { Inspected, SeenRequest } from "../base/serve-bridge.ts";
import { lineWithoutValue, parseLine } from "../base/set-cookie-lines.ts";
import { Telling } from "../base/telling.ts";
import { lookAt, onlyLine } from "../base/two-lines.ts";
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
  readonly #line = onlyLine("koa-session");
  readonly #warning = new OneWarning();
  readonly #telling = new Telling(this.#warning);
  readonly #app = new AppRequests(this.#telling, (work) => this.#warning.guard(work));
  #started: Started | undefined;
  #starting: Promise<Started | null> | undefined;
  #requests = 0;

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
    lookAt(context.res, this.#line, this.#warning);
    return started.sealed ? this.#passCookie(started, context, next) : this.#passStore(started, context, next);
  };

  async #answer({ inspected }: Started, context: KoaContext): Promise<void> {
    context.respond = false;
    const { req, res, url } = context;
    const body = readAgain(req, parsedBody(context));
    await this.#asking.run(context, () =>
      this.#telling.asked(inspected, () => answerDebugCall(inspected.endpoint, req, res, url, body)),
    );
  }

  #passCookie({ inspected, sealed }: Started, context: KoaContext, next: () => Promise<unknown>): Promise<unknown> {
    const start = performance.now();
    const by = this.#seen(context);
    const { cookie = "" } = context.req.headers;
    this.#hearHead(inspected, context, by, ({ status, lines }) => {
      if (lines.length === 0) return this.#telling.withoutSession();
      const ended = { ...by, status, duration: performance.now() - start, at: Date.now() };
      const note = cookieNote(sealed!, ended, cookie, lines);
      this.#asking.run(context, () => this.#telling.tellInTurn(note, cookie.length + unitsOfLines(lines)));
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
    this.#hearHead(inspected, context, by, (head) => {
      enter = () => this.#app.enter(work, headOf(head, work.manager.opts.key));
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

  /** Announces the endpoint in the head of the response, also of an error, and tells `heard` of it. */
  #hearHead(
    { endpoint }: Inspected,
    { res, originalUrl, path }: KoaContext,
    { requestId }: SeenRequest,
    heard: (head: Head) => void,
  ): void {
    const announce = () => {
      const whole = pathOf(originalUrl);
      const mount = whole.endsWith(path) ? whole.slice(0, whole.length - path.length) : "";
      const announcement = endpoint.announce(requestId);
      res.setHeader(endpoint.header, mount === "" ? announcement : announcement.replace("path=", `path=${mount}`));
    };
    hearHead(res, this.#warning, heard, announce);
  }

  async #start(context: KoaContext): Promise<Started | null> {
    try {
      const { serveBridge } = await this.#base;
      // Not the app's own: that one is for its request.
      const { manager } = visit(context, new Map());
      const bridge = this.#bridgeOf(manager);
      const sealed = bridge instanceof SealedBridge ? bridge : null;
      const inspected = serveBridge<never>(bridge as never, this.#debug);
      this.#telling.inspected = inspected;
      this.#started = { inspected, sealed };
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

function headOf({ status, lines }: Head, key: string) {
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
