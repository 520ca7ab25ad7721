/** What is asked of h3, by the names that it has in both of its versions. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { headerOf } from "../base/set-cookie-lines.ts";
import type { Lines, SentCookies } from "../bridge.ts";

/** What the app gives `useSession`, as far as it matters here. */
export interface SessionConfig {
  readonly password: unknown;
  /** "h3" unless given. */
  readonly name?: string | undefined;
  /** Seconds. */
  readonly maxAge?: number | undefined;
  /** Seconds, of h3 2. */
  readonly idleTimeout?: number | undefined;
  /** `false`: the session is in a header alone. */
  readonly cookie?: false | object | undefined;
  readonly seal?: { readonly ttl?: number | undefined } | undefined;
  readonly generateId?: (() => string) | undefined;
}

export interface H3Session {
  readonly id?: string;
  readonly createdAt?: number;
  readonly lastSeenAt?: number;
  data?: Record<string, unknown>;
}

/** Only the library looks inside. */
type Event = unknown;

export type NodeRequest = IncomingMessage & { readonly originalUrl?: string };
type NodeMiddleware = (request: NodeRequest, response: ServerResponse, next: (error?: unknown) => void) => void;
type Handler = (event: Event) => unknown;

/** The module's names. Those that one version lacks are optional. */
interface H3Module {
  readonly fromNodeMiddleware: (middleware: NodeMiddleware) => Handler;
  readonly defineEventHandler: (handler: Handler) => Handler;
  readonly getSession: (event: Event, config: SessionConfig) => Promise<H3Session>;
  readonly updateSession: (event: Event, config: SessionConfig, update?: object) => Promise<unknown>;
  readonly unsealSession: (event: Event, config: SessionConfig, sealed: string) => Promise<H3Session>;
  readonly getCookie: (event: Event, name: string) => string | undefined;
  /** h3 2. */
  readonly H3?: new (
    options: object,
  ) => { all(route: string, handler: Handler): unknown; fetch: Fetch };
  readonly getChunkedCookie?: (event: Event, name: string) => string | undefined;
  /** h3 1. */
  readonly createApp?: (options: object) => { use(handler: Handler): unknown };
  readonly toWebHandler?: (app: never) => Fetch;
}
/** Node's request and response. */
interface NodeExchange {
  readonly req: NodeRequest;
  readonly res: ServerResponse;
}
interface NodeEvent {
  readonly node?: Partial<NodeExchange>;
}
type Fetch = (request: Request) => Response | Promise<Response>;

export interface H3Library extends Pick<H3Module, "getSession" | "updateSession" | "unsealSession"> {
  /** A long session is kept in several cookies. */
  readonly chunks: boolean;
  readonly fromNodeMiddleware: H3Module["fromNodeMiddleware"];
  readonly defineHandler: H3Module["defineEventHandler"];
  /** Of the cookie, or put together of its chunks. */
  sealedOf(event: Event, name: string): string | undefined;
  /** `null`: it does not come from Node. */
  exchangeOf(event: Event): NodeExchange | null;
  /** The target below where the handler is mounted. */
  belowOf(event: Event): string;
  /** Runs `work` for a request with these cookies that no browser has sent. @returns the `Set-Cookie` lines that it has made. */
  visit(sent: SentCookies, work: (event: Event) => Promise<void>): Promise<Lines>;
}

export function libraryOf(module: object): H3Library {
  const h3 = module as H3Module;
  const { getSession, updateSession, unsealSession, fromNodeMiddleware, defineEventHandler, getCookie } = h3;
  return {
    getSession,
    updateSession,
    unsealSession,
    fromNodeMiddleware,
    defineHandler: defineEventHandler,
    chunks: h3.getChunkedCookie !== undefined,
    sealedOf: h3.getChunkedCookie ?? getCookie,
    exchangeOf(event) {
      const { runtime, node } = event as NodeEvent & { readonly runtime?: NodeEvent };
      const { req, res } = runtime?.node ?? node ?? {};
      return req && res ? { req, res } : null;
    },
    belowOf(event) {
      const { url, node } = event as NodeEvent & { readonly url?: URL };
      return (url ? url.pathname + url.search : node?.req?.url) ?? "/";
    },
    async visit(sent, work) {
      let failure: { readonly error: unknown } | undefined;
      const handler = defineEventHandler(async (event) => {
        await work(event).catch((error: unknown) => {
          failure = { error };
        });
        return "";
      });
      const request = new Request("http://localhost/", { headers: sent.size === 0 ? {} : { cookie: headerOf(sent) } });
      const response = await fetchOf(h3, handler)(request);
      if (failure) throw failure.error;
      return response.headers.getSetCookie();
    },
  };
}

/** An app with this page alone. */
function fetchOf({ H3, createApp, toWebHandler }: H3Module, handler: Handler): Fetch {
  if (H3) {
    const app = new H3({ silent: true });
    app.all("/", handler);
    return (request) => app.fetch(request);
  }
  const app = createApp!({});
  app.use(handler);
  return toWebHandler!(app as never);
}
