/** The middleware in the place of the app's: the library's own, its endpoint, and what becomes of the requests. */

import type { ServerResponse } from "node:http";
import type { Next } from "hono";
import { answerDebugCall, incomingOf, isDebugCall } from "../../adapters/fetch.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { endpointPath } from "../base/endpoint-path.ts";
import { type Ended, enterChange } from "../base/enter-change.ts";
import { hearHead, unitsOfLines } from "../base/hear-head.ts";
import { InFlight } from "../base/in-flight.ts";
import { cookieNote } from "../base/inspect-cookies.ts";
import { OneWarning } from "../base/one-warning.ts";
import { SealedBridge } from "../base/sealed-bridge.ts";
import { type Seen, sessionOf } from "../base/seen.ts";
import type { Inspected } from "../base/serve-bridge.ts";
import { parseLine } from "../base/set-cookie-lines.ts";
import { Telling } from "../base/telling.ts";
import { lookAt } from "../base/two-lines.ts";
import type { Lines } from "../bridge.ts";
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

interface Did {
  readonly found: Seen | null;
  readonly left: Seen | null;
}

export class HonoSessionsInspection {
  readonly #bridge: SealedBridge | StoredBridge;
  readonly #library: Middleware;
  /** Left out: the cookie is the session. */
  readonly #appStore: AppStore | undefined;
  readonly #warning = new OneWarning();
  /** Begins early: the first request may follow soon. */
  readonly #loading: Promise<Inspected | null>;
  /** `undefined`: not there yet. */
  #inspected: Inspected | null | undefined;
  readonly #telling = new Telling(this.#warning);
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
      this.#appStore = new AppStore(store, inFlight, (work) => this.#warning.guard(work));
      this.#library = make({ ...settled, store: this.#appStore.store });
      this.#bridge = bridge;
    }
    this.#loading = this.#load({ ...debug, path: endpointPath(debug.path) });
  }

  readonly middleware = async (c: LibraryContext, next: Next): Promise<Response | undefined> => {
    const inspected = this.#inspected === undefined ? await this.#loading : this.#inspected;
    if (!inspected) return this.#library(c, next);
    const { endpoint } = inspected;
    const outgoing = outgoingOf(c);
    if (isDebugCall(endpoint, c.req.raw)) {
      const end = await this.#telling.listens(inspected);
      const answer = await answerDebugCall(endpoint, c.req.raw, incomingOf(c.env));
      // A live stream goes on for as long as the panel listens.
      if (outgoing && !outgoing.closed) outgoing.once("close", end);
      else end();
      // Without this, Hono would add the headers that earlier middleware has set.
      c.res = undefined;
      c.res = answer;
      return undefined;
    }
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
      this.#inspected = serveBridge<never>(this.#bridge as never, debug);
    } catch (error) {
      this.#inspected = null;
      this.#warning.cannotShow(error);
    }
    this.#telling.inspected = this.#inspected;
    return this.#inspected;
  }

  /** In Node's response: Hono would make another of an answer that is looked at, with other headers. */
  #watch({ endpoint }: Inspected, c: LibraryContext, outgoing: ServerResponse, work: Work | undefined): void {
    const start = performance.now();
    const { method, path } = c.req;
    const by = { requestId: `${++this.#requests}`, method, path };
    outgoing.setHeader(endpoint.header, endpoint.announce(by.requestId));
    lookAt(outgoing, this.#bridge, this.#warning);
    const cookie = work ? "" : (c.req.header("cookie") ?? "");
    hearHead(outgoing, this.#warning, ({ status, lines }) => {
      const ended = { ...by, status, duration: performance.now() - start, at: Date.now() };
      if (work) this.#noteStored(ended, work, lines);
      else this.#noteCookie(ended, cookie, lines);
    });
  }

  #noteStored(ended: Ended, { found, left }: Work, lines: Lines): void {
    if (left === undefined || !(found || left)) this.#telling.withoutSession();
    else this.#telling.tellInTurn(storedNote(this.#bridge, ended, { found, left }, lines), unitsOf(found, left, lines));
  }

  #noteCookie(ended: Ended, cookie: string, lines: Lines): void {
    if (lines.length === 0) this.#telling.withoutSession();
    else
      this.#telling.tellInTurn(
        cookieNote(this.#bridge as SealedBridge, ended, cookie, lines),
        cookie.length + unitsOfLines(lines),
      );
  }
}

const unitsOf = (found: Seen | null, left: Seen | null, lines: Lines): number =>
  (found?.snapshot.units ?? 0) + (left?.snapshot.units ?? 0) + unitsOfLines(lines);

/** Made here, a note holds nothing of the app's request. */
function storedNote(bridge: SealedBridge | StoredBridge, ended: Ended, { found, left }: Did, lines: Lines) {
  return async (inspected: Inspected): Promise<void> => {
    const { name } = await bridge.cookie();
    const line = left ? lines.findLast((one) => parseLine(one).name === name) : undefined;
    enterChange(inspected, ended, { found: found && sessionOf(found), left: left && sessionOf(left), line });
  };
}

/** What `@hono/node-server` passes beside the request. */
function outgoingOf({ env }: LibraryContext): ServerResponse | undefined {
  return (env as { readonly outgoing?: ServerResponse } | undefined)?.outgoing;
}
