/**
 * Middleware for libraries whose session is its cookie. It stands before the pages, answers the calls to the endpoint, and
 * hears in the head of every response which cookie the library has written. For sessions that are elsewhere it does the
 * first two: a cookie does not tell what has become of them.
 */

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { answerDebugCall, isDebugCall, pathOf, readAgain } from "../../adapters/node-http/debug-call.ts";
import type { DebugOptions } from "../../core/settings.ts";
import type { Lines, SentCookies, SessionBridge } from "../bridge.ts";
import { endpointPath } from "./endpoint-path.ts";
import { type Ended, enterChange } from "./enter-change.ts";
import { OneWarning } from "./one-warning.ts";
import { SealedBridge } from "./sealed-bridge.ts";
import type { Inspected } from "./serve-bridge.ts";
import { afterLines, cookiesIn, parseLine } from "./set-cookie-lines.ts";

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

export class CookieInspection {
  readonly #bridge: SealedBridge | SessionBridge;
  readonly #debug: DebugOptions & { readonly path: string };
  /** The path in front of what it looks after, where no router has cut that off. */
  readonly #base: string;
  /** Begins early: the first request may follow soon. */
  readonly #loading: Promise<Inspected | null>;
  #inspected: Inspected | null | undefined;
  readonly #recording = new Set<Promise<void>>();
  #requests = 0;
  readonly #warning = new OneWarning();

  constructor(bridge: SealedBridge | SessionBridge, debug: DebugOptions, base = "") {
    this.#bridge = bridge;
    this.#base = base;
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
      if (inspected === null) return void rest();
      const { endpoint } = inspected;
      const target = this.#below(request.url ?? "/");
      if (isDebugCall(endpoint, target)) {
        const body = readAgain(request, request.body);
        // What the panel asks about may be what a response before this call has made.
        Promise.all(this.#recording)
          .then(() => answerDebugCall(endpoint, request, response, target, body))
          .catch(next);
        return;
      }
      this.#watch(inspected, request, response, mount);
      rest();
    };
    if (this.#inspected !== undefined) go(this.#inspected);
    else this.#loading.then(go).catch(next);
  }

  #below(target: string): string {
    return target.startsWith(`${this.#base}/`) ? target.slice(this.#base.length) : target;
  }

  async #load(): Promise<Inspected | null> {
    try {
      const { serveBridge } = await import("./serve-bridge.ts");
      this.#inspected = serveBridge<never>(this.#bridge as never, this.#debug);
    } catch (error) {
      this.#inspected = null;
      this.#warning.cannotShow(error);
    }
    return this.#inspected;
  }

  #watch(inspected: Inspected, request: AppRequest, response: ServerResponse, { base, target }: Mount): void {
    const { endpoint } = inspected;
    const start = performance.now();
    const sent = cookiesIn(request.headers.cookie);
    const by = { requestId: `${++this.#requests}`, method: request.method ?? "GET", path: pathOf(target) };
    const announcement = endpoint.announce(by.requestId);
    response.setHeader(endpoint.header, announcement.replace("path=", `path=${base}`));
    const bridge = this.#bridge;
    if (!(bridge instanceof SealedBridge)) return;
    const { writeHead } = response;
    response.writeHead = ((...given: [number, string?, OutgoingHttpHeaders?]) => {
      const result = writeHead.apply(response, given as never);
      const lines = [response.getHeader("set-cookie") ?? []].flat().map(String);
      const duration = performance.now() - start;
      const { statusCode: status } = response;
      const recorded = noteCookies(bridge, inspected, { ...by, status, duration }, sent, lines)
        .catch((error) => this.#warning.mayMiss(error))
        .finally(() => this.#recording.delete(recorded));
      this.#recording.add(recorded);
      return result;
    }) as typeof writeHead;
  }
}

/** Notes what a response with these `Set-Cookie` lines has made of the session. One that sets no cookie of the library's has not changed it. */
export async function noteCookies(
  bridge: SealedBridge,
  inspected: Inspected,
  request: Ended,
  sent: SentCookies,
  lines: Lines,
): Promise<void> {
  const { name, more = [] } = lines.length === 0 ? { name: "" } : await bridge.cookie();
  const belongs = (other: string) =>
    other === name || more.some((one) => (one.endsWith("*") ? other.startsWith(one.slice(0, -1)) : one === other));
  const own = lines.filter((line) => belongs(parseLine(line).name));
  if (own.length === 0) return inspected.endpoint.withoutSession();
  const after = afterLines(sent, own);
  await bridge.follow(sent, after);
  const [found, left] = [await bridge.read(sent), await bridge.read(after)];
  if (found || left) enterChange(inspected, request, { found, left, line: own.at(-1) });
  else inspected.endpoint.withoutSession();
}
