/**
 * Middleware for libraries whose session is its cookie. It stands before the pages, answers the calls to the endpoint, and
 * hears in the head of every response which cookie the library has written. For sessions that are elsewhere it does the
 * first two: a cookie does not tell what has become of them.
 */

import type { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerDebugCall, isDebugCall, pathOf, readAgain } from "../../adapters/node-http/debug-call.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { isSessionCookie } from "../../protocol.ts";
import type { Lines, SentCookies, SessionBridge } from "../bridge.ts";
import { endpointPath } from "./endpoint-path.ts";
import { type Ended, enterChange } from "./enter-change.ts";
import { hearHead, unitsOfLines } from "./hear-head.ts";
import { OneWarning } from "./one-warning.ts";
import { SealedBridge } from "./sealed-bridge.ts";
import type { Inspected } from "./serve-bridge.ts";
import { afterLines, cookiesIn, parseLine } from "./set-cookie-lines.ts";
import { Telling } from "./telling.ts";
import { lookAt } from "./two-lines.ts";

interface AppRequest extends IncomingMessage {
  readonly originalUrl?: string;
  readonly baseUrl?: string;
  readonly body?: unknown;
}

/** For frameworks that do not say, in Express's way, where they have mounted the middleware. */
interface Mount {
  /** The path in front of `request.url`. */
  readonly base: string;
  /** As the browser has sent it. */
  readonly target: string;
}

export interface CookieInspectionOptions {
  /** The path in front of what it looks after, where no router has cut that off. */
  readonly base?: string;
  /** Holds the request for which the bridge is asked, where that matters to the library. */
  readonly asking?: AsyncLocalStorage<IncomingMessage>;
}

export class CookieInspection {
  readonly #bridge: SealedBridge | SessionBridge;
  readonly #debug: DebugOptions & { readonly path: string };
  readonly #base: string;
  readonly #asking: AsyncLocalStorage<IncomingMessage> | undefined;
  /** Begins early: the first request may follow soon. */
  readonly #loading: Promise<Inspected | null>;
  #inspected: Inspected | null | undefined;
  readonly #warning = new OneWarning();
  readonly #telling = new Telling(this.#warning);
  #requests = 0;

  constructor(
    bridge: SealedBridge | SessionBridge,
    debug: DebugOptions,
    { base = "", asking }: CookieInspectionOptions = {},
  ) {
    this.#bridge = bridge;
    this.#base = base;
    this.#asking = asking;
    this.#debug = { ...debug, path: endpointPath(debug.path) };
    this.#loading = this.#load();
  }

  /** Where the endpoint is, below what stands in front of it. */
  get path(): string {
    return this.#debug.path;
  }

  /** Goes on with `rest`: the app's pages, or the library's middleware. */
  handle(
    request: AppRequest,
    response: ServerResponse,
    next: (error?: unknown) => void,
    rest: () => unknown,
    mount: Mount = { base: request?.baseUrl ?? this.#base, target: request?.originalUrl ?? request?.url ?? "/" },
  ): void {
    if (typeof response?.setHeader !== "function" || typeof response.once !== "function") return void rest();
    const go = (inspected: Inspected | null) => {
      const target = this.#below(request.url ?? "/");
      if (inspected && isDebugCall(inspected.endpoint, target)) {
        this.#answer(inspected, request, response, target).catch(next);
        return;
      }
      if (inspected) this.#watch(inspected, request, response, mount);
      rest();
    };
    if (this.#inspected !== undefined) go(this.#inspected);
    else this.#loading.then(go).catch(next);
  }

  /** For a framework in which `handle` costs much. @returns whether that was all: else `handle` is to do it. `below`: the mount. */
  passes(request: AppRequest, response: ServerResponse, below: string, mount: Mount): boolean {
    const inspected = this.#inspected;
    if (!inspected || isDebugCall(inspected.endpoint, below)) return inspected === null;
    this.#watch(inspected, request, response, mount);
    return true;
  }

  #answer(inspected: Inspected, request: AppRequest, response: ServerResponse, target: string): Promise<void> {
    const body = readAgain(request, request.body);
    return this.#by(request, () =>
      this.#telling.asked(inspected, () => answerDebugCall(inspected.endpoint, request, response, target, body)),
    );
  }

  #by<T>(request: AppRequest, work: () => T): T {
    return this.#asking ? this.#asking.run(request, work) : work();
  }

  #below(target: string): string {
    return target.startsWith(`${this.#base}/`) ? target.slice(this.#base.length) : target;
  }

  async #load(): Promise<Inspected | null> {
    try {
      const { serveBridge } = await import("./serve-bridge.ts");
      this.#inspected = serveBridge<never>(this.#bridge as never, this.#debug);
      this.#telling.inspected = this.#inspected;
    } catch (error) {
      this.#inspected = null;
      this.#warning.cannotShow(error);
    }
    return this.#inspected;
  }

  #watch(inspected: Inspected, request: AppRequest, response: ServerResponse, { base, target }: Mount): void {
    const { endpoint } = inspected;
    const start = performance.now();
    const by = { requestId: `${++this.#requests}`, method: request.method ?? "GET", path: pathOf(target) };
    const announcement = endpoint.announce(by.requestId);
    response.setHeader(endpoint.header, base === "" ? announcement : announcement.replace("path=", `path=${base}`));
    const bridge = this.#bridge;
    lookAt(response, bridge, this.#warning, (work) => this.#by(request, work));
    if (!(bridge instanceof SealedBridge)) return;
    const { cookie = "" } = request.headers;
    hearHead(response, this.#warning, ({ status, lines }) => {
      if (lines.length === 0) return this.#telling.withoutSession();
      const ended = { ...by, status, duration: performance.now() - start, at: Date.now() };
      const note = cookieNote(bridge, ended, cookie, lines);
      this.#by(request, () => this.#telling.tellInTurn(note, cookie.length + unitsOfLines(lines)));
    });
  }
}

// Made here, a note holds nothing of the app's request.
/** What a response with these `Set-Cookie` lines has made of the session. */
export function cookieNote(
  bridge: SealedBridge,
  request: Ended,
  cookie: string,
  lines: Lines,
): (inspected: Inspected) => Promise<void> {
  return (inspected) => noteCookies(bridge, inspected, request, cookiesIn(cookie), lines);
}

/** A response that sets no cookie of the library's has not changed its session. */
async function noteCookies(
  bridge: SealedBridge,
  inspected: Inspected,
  request: Ended,
  sent: SentCookies,
  lines: Lines,
): Promise<void> {
  const cookie = await bridge.cookie();
  const own = lines.filter((line) => isSessionCookie(cookie, parseLine(line).name));
  if (own.length === 0) return inspected.endpoint.withoutSession();
  const after = afterLines(sent, own);
  await bridge.follow(sent, after);
  const [found, left] = [await bridge.read(sent), await bridge.read(after)];
  if (found || left) enterChange(inspected, request, { found, left, line: own.at(-1) });
  else inspected.endpoint.withoutSession();
}
