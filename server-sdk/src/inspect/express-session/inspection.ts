/** One inspected middleware, and what becomes of each request that reaches it. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import { answerDebugCall, isDebugCall, pathOf, readAgain } from "../../adapters/node-http/debug-call.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { announceHeader, protocolVersion } from "../../protocol.ts";
import { endpointPath } from "../base/endpoint-path.ts";
import { OneWarning } from "../base/one-warning.ts";
import { passportUser } from "../base/passport-user.ts";
import type { Inspected } from "../base/serve-bridge.ts";
import { Telling } from "../base/telling.ts";
import type { ConnectMiddleware } from "../base/virtual-request.ts";
import { AppRequests } from "./app-requests.ts";
import { type Asking, sidOf, signedCookie, storeOf } from "./asking.ts";
import { ExpressSessionBridge } from "./bridge.ts";
import { EndedSessions } from "./ended-sessions.ts";
import { isStore, type LibrarySession, type LibraryStore, type SessionRequest } from "./library.ts";
import { baseOf, sentTargetOf, targetOf } from "./mount.ts";
import { OwnCalls } from "./own-calls.ts";
import { watchStore } from "./watch-store.ts";
import type { Work } from "./work.ts";

export interface InspectOptions extends DebugOptions {
  /** Whose session it is. Unless given: Passport's user, where there is one. */
  readonly user?: (session: Readonly<Record<string, unknown>>) => string | null | undefined;
}

export class Inspection {
  readonly #middleware: ConnectMiddleware;
  readonly #debug: DebugOptions;
  readonly #path: string;
  readonly #ended = new EndedSessions();
  readonly #app: AppRequests;
  readonly #asking = new AsyncLocalStorage<SessionRequest>();
  readonly #userOf: (session: LibrarySession) => string | undefined;
  /** Begins early: the first request may follow soon. */
  readonly #base = import("../base/serve-bridge.ts");
  #store: LibraryStore | undefined;
  #inspected: Inspected | undefined;
  #starting: Promise<Inspected | undefined> | undefined;
  /** The target of the last request that had a session: one that the middleware looks after. */
  #home: string | undefined;
  #requests = 0;
  #off = false;
  readonly #warning = new OneWarning();
  readonly #telling = new Telling(this.#warning);

  constructor(middleware: ConnectMiddleware, { user = passportUser, ...debug }: InspectOptions) {
    this.#middleware = middleware;
    this.#path = endpointPath(debug.path);
    this.#debug = { ...debug, path: this.#path };
    this.#userOf = (session) => user(session) ?? undefined;
    this.#base.catch((error: unknown) => this.#stop(error));
    this.#app = new AppRequests({
      ended: this.#ended,
      telling: this.#telling,
      userOf: this.#userOf,
      guard: (work) => this.#warning.guard(work),
    });
  }

  /** In the place of the middleware. */
  readonly middleware = (
    request: SessionRequest,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): unknown => {
    if (this.#off || !canAnswer(response)) return this.#middleware(request, response, next);
    if (this.#isCall(request)) return void this.#answer(request, response, next);
    if (request.session) {
      if (request.sessionStore !== this.#store) this.#warning.cannotShow(alreadyThere);
      return this.#middleware(request, response, next);
    }
    let work: Work | undefined;
    this.#warning.guard(() => {
      work = this.#app.begin(request, response, pathOf(sentTargetOf(request)), `${++this.#requests}`);
    });
    const begun = work;
    if (!begun) return this.#middleware(request, response, next);
    return this.#middleware(request, response, (...error) => {
      this.#warning.guard(() => this.#enter(begun, request, response, error[0]));
      return this.#app.run(begun, () => next(...error));
    });
  };

  #isCall(request: SessionRequest): boolean {
    const target = targetOf(request);
    if (this.#inspected) return isDebugCall(this.#inspected.endpoint, target);
    return pathOf(target) === this.#path;
  }

  async #answer(request: SessionRequest, response: ServerResponse, next: (error?: unknown) => void): Promise<void> {
    try {
      this.#warning.guard(() => this.#startFor(request));
      const inspected = this.#inspected ?? (await this.#starting);
      if (!inspected) {
        this.#middleware(request, response, next);
        return;
      }
      await this.#answerBy(inspected, request, response);
    } catch (error) {
      next(error);
    }
  }

  async #answerBy(inspected: Inspected, request: SessionRequest, response: ServerResponse): Promise<void> {
    const body = readAgain(request, request.body);
    await this.#asking.run(request, () =>
      this.#telling.asked(inspected, () =>
        answerDebugCall(inspected.endpoint, request, response, targetOf(request), body),
      ),
    );
  }

  /** The middleware has done its work. */
  #enter(work: Work, request: SessionRequest, response: ServerResponse, error: unknown): void {
    const { session, sessionStore, sessionID } = request;
    if (!sessionStore || (sessionStore !== this.#store && !isStore(sessionStore))) {
      if (session) this.#stop(new TypeError("the middleware is not express-session's"));
      return;
    }
    const isFirst = this.#store === undefined;
    this.#home = sentTargetOf(request);
    if (isFirst) {
      this.#start(sessionStore);
      this.#app.cookieName = signedCookie(this.#middleware, sessionStore, this.#ask(request), "").name;
    }
    if (!response.headersSent) {
      const path = `${baseOf(request)}${this.#path}`;
      response.setHeader(announceHeader, `v=${protocolVersion}; path=${path}; request=${work.requestId}`);
    }
    if (error) work.failure = error;
    // The first one was generated before the store was watched.
    const { cookie } = request.headers;
    if (
      session &&
      isFirst &&
      (cookie === undefined || sidOf(this.#middleware, sessionStore, this.#ask(request), cookie) !== sessionID)
    ) {
      this.#app.generated(request);
    }
    this.#app.entered(work);
  }

  /** A panel that was open before the process began calls before there was a request. */
  #startFor(request: SessionRequest): void {
    // Another function would be run for a request that was not its own.
    if (this.#store || this.#middleware.name !== "session") return;
    const store = storeOf(this.#middleware, this.#ask(request));
    if (store) this.#start(store);
  }

  #start(store: LibraryStore): void {
    this.#store = store;
    const calls = new OwnCalls(store);
    watchStore(store, this.#app);
    const bridge = new ExpressSessionBridge({
      middleware: this.#middleware,
      store,
      calls,
      asking: () => this.#ask(this.#asking.getStore()!),
      app: this.#app,
      ended: this.#ended,
      userOf: this.#userOf,
    });
    this.#starting = this.#serve(bridge);
  }

  async #serve(bridge: ExpressSessionBridge): Promise<Inspected | undefined> {
    try {
      const { serveBridge } = await this.#base;
      this.#inspected = serveBridge(bridge, this.#debug);
      this.#telling.inspected = this.#inspected;
      return this.#inspected;
    } catch (error) {
      this.#stop(error);
      return undefined;
    }
  }

  #ask(real: SessionRequest): Asking {
    return { real, target: this.#home ?? sentTargetOf(real) };
  }

  #stop(error: unknown): void {
    this.#off = true;
    this.#telling.stop();
    this.#warning.cannotShow(error);
  }
}

const alreadyThere = "its requests have a session already, by another line or another library";

/** A socket's handshake (`io.use`) comes with a response that is none. */
function canAnswer(response: Partial<ServerResponse> | undefined): boolean {
  return typeof response?.setHeader === "function" && typeof response.once === "function";
}
