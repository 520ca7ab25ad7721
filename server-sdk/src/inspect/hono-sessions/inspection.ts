/** The middleware in the place of the app's: the library's own, its endpoint, and what becomes of the requests. */

import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Next } from "hono";
import { answerDebugCall, incomingOf, isDebugCall } from "../../adapters/fetch.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { endpointPath } from "../base/endpoint-path.ts";
import { type Ended, enterChange } from "../base/enter-change.ts";
import { InFlight } from "../base/in-flight.ts";
import { noteCookies } from "../base/inspect-cookies.ts";
import { OneWarning } from "../base/one-warning.ts";
import { SealedBridge } from "../base/sealed-bridge.ts";
import type { Inspected } from "../base/serve-bridge.ts";
import { cookiesIn, parseLine } from "../base/set-cookie-lines.ts";
import type { Lines, SentCookies } from "../bridge.ts";
import { AppStore, type Work } from "./app-store.ts";
import { cookieSealing } from "./cookie-sealing.ts";
import {
  isCookieStore,
  type LibraryContext,
  type MakeMiddleware,
  type Middleware,
  type SessionOptions,
} from "./library.ts";
import { StoredBridge } from "./stored-bridge.ts";

interface Seen {
  readonly sent: SentCookies;
  readonly lines: Lines;
  readonly work: Work | undefined;
}

export class HonoSessionsInspection {
  readonly #bridge: SealedBridge | StoredBridge;
  readonly #library: Middleware;
  /** Left out: the cookie is the session. */
  readonly #appStore: AppStore | undefined;
  readonly #warning = new OneWarning();
  /** Begins early: the first request may follow soon. */
  readonly #loading: Promise<Inspected | null>;
  readonly #recording = new Set<Promise<void>>();
  #requests = 0;

  constructor(make: MakeMiddleware, options: SessionOptions, debug: DebugOptions) {
    const { store, encryptionKey: key } = options;
    // An app may count on its function being called once.
    const settled = typeof key === "function" ? { ...options, encryptionKey: key() } : options;
    if (isCookieStore(store)) {
      this.#library = make(settled);
      this.#bridge = new SealedBridge(cookieSealing(this.#library, store));
    } else {
      const inFlight = new InFlight();
      const bridge = new StoredBridge({ store, on: (other) => make({ ...settled, store: other }), inFlight });
      const hold: ConstructorParameters<typeof AppStore>[2] = (id, data) => bridge.heldOf(id, data, new Map());
      this.#appStore = new AppStore(store, inFlight, hold, (work) => this.#warning.guard(work));
      this.#library = make({ ...settled, store: this.#appStore.store });
      this.#bridge = bridge;
    }
    this.#loading = this.#load({ ...debug, path: endpointPath(debug.path) });
  }

  readonly middleware = async (c: LibraryContext, next: Next): Promise<Response | undefined> => {
    const inspected = await this.#loading;
    if (!inspected) return this.#library(c, next);
    const { endpoint } = inspected;
    if (isDebugCall(endpoint, c.req.raw)) {
      // What the panel asks about may be what a response before this call has made.
      await Promise.all(this.#recording);
      const answer = await answerDebugCall(endpoint, c.req.raw, incomingOf(c.env));
      // Without this, Hono would add the headers that earlier middleware has set.
      c.res = undefined;
      c.res = answer;
      return undefined;
    }
    const outgoing = outgoingOf(c);
    if (!outgoing) return this.#library(c, next);
    const run = (work?: Work) => {
      this.#watch(inspected, c, outgoing, work);
      return this.#library(c, next);
    };
    return this.#appStore ? this.#appStore.run(run) : run();
  };

  async #load(debug: DebugOptions): Promise<Inspected | null> {
    try {
      const { serveBridge } = await import("../base/serve-bridge.ts");
      return serveBridge<never>(this.#bridge as never, debug);
    } catch (error) {
      this.#warning.cannotShow(error);
      return null;
    }
  }

  /** In Node's response: Hono would make another of an answer that is looked at, with other headers. */
  #watch(inspected: Inspected, c: LibraryContext, outgoing: ServerResponse, work: Work | undefined): void {
    const { endpoint } = inspected;
    const start = performance.now();
    const { method, path } = c.req;
    const by = { requestId: `${++this.#requests}`, method, path };
    const sent = cookiesIn(c.req.header("cookie"));
    outgoing.setHeader(endpoint.header, endpoint.announce(by.requestId));
    const { writeHead } = outgoing;
    outgoing.writeHead = ((...given: [number, string?, OutgoingHttpHeaders?]) => {
      const result = writeHead.apply(outgoing, given as never);
      const lines = [outgoing.getHeader("set-cookie") ?? []].flat().map(String);
      const request = { ...by, status: outgoing.statusCode, duration: performance.now() - start };
      const recorded = this.#record(inspected, request, { sent, lines, work })
        .catch((error: unknown) => this.#warning.mayMiss(error))
        .finally(() => this.#recording.delete(recorded));
      this.#recording.add(recorded);
      return result;
    }) as typeof writeHead;
  }

  async #record(inspected: Inspected, request: Ended, { sent, lines, work }: Seen): Promise<void> {
    if (this.#bridge instanceof SealedBridge) return noteCookies(this.#bridge, inspected, request, sent, lines);
    if (!work || work.left === undefined || !(work.found || work.left)) return inspected.endpoint.withoutSession();
    const { found, left } = work;
    const { name } = await this.#bridge.cookie();
    const line = left ? lines.findLast((one) => parseLine(one).name === name) : undefined;
    enterChange(inspected, request, { found, left, line });
  }
}

/** What `@hono/node-server` passes beside the request. */
function outgoingOf({ env }: LibraryContext): ServerResponse | undefined {
  return (env as { readonly outgoing?: ServerResponse } | undefined)?.outgoing;
}
