/** cookie-session 2, for Express and connect: `app.use(inspect(cookieSession({ … })))`. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import { cookieByteLimit } from "../core/cookie.ts";
import type { DebugOptions } from "../core/settings.ts";
import { CookieInspection } from "./base/inspect-cookies.ts";
import { isInspectable } from "./base/inspectable.ts";
import { giveData, SealedBridge, type Sealing } from "./base/sealed-bridge.ts";
import { factsOf, headerOf, parseLine } from "./base/set-cookie-lines.ts";
import { wrapOnce } from "./base/two-lines.ts";
import { type ConnectMiddleware, linesOf, runAtOnce, type Visit, virtualRequest } from "./base/virtual-request.ts";
import type { Lines, SentCookies } from "./bridge.ts";

/** Middleware for connect and its kin. */
type Middleware = (request: never, response: never, next: never) => unknown;

interface LibrarySession extends Record<string, unknown> {
  readonly isNew: boolean;
}

/**
 * Shows the sessions of cookie-session in the Sessionscope panel. Wrap the middleware where it is mounted. In production
 * (`NODE_ENV`) the middleware itself comes back, unless a token is configured.
 */
export function inspect<M extends Middleware>(middleware: M, debug: DebugOptions = {}): M {
  if (!isInspectable(debug)) return middleware;
  const library = middleware as unknown as ConnectMiddleware;
  return wrapOnce("cookie-session", library, () => inspecting(library, debug)) as unknown as M;
}

function inspecting(library: ConnectMiddleware, debug: DebugOptions): ConnectMiddleware {
  // What an "auto" setting means depends on who asks.
  const asking = new AsyncLocalStorage<IncomingMessage>();
  const bridge = new SealedBridge(cookieSealing(library, () => asking.getStore()!));
  const inspection = new CookieInspection(bridge, debug, { asking });
  return (request, response: ServerResponse, next) =>
    inspection.handle(request, response, next, () => library(request, response, next));
}

function cookieSealing(middleware: ConnectMiddleware, asking: () => IncomingMessage): Sealing {
  const visit = (sent: SentCookies): Visit & { readonly session: LibrarySession } => {
    const real = asking();
    const cookie = sent.size === 0 ? undefined : headerOf(sent);
    const made = virtualRequest(real, { target: real.url ?? "/", cookie });
    runAtOnce(middleware, made);
    const { session } = made.request as IncomingMessage & { session?: LibrarySession };
    if (typeof session?.isNew !== "boolean") throw new TypeError("the middleware is not cookie-session's");
    return { ...made, session };
  };
  const seal = (data: Readonly<Record<string, unknown>>, sent: SentCookies): Lines => {
    const visited = visit(sent);
    const { session } = visited;
    for (const key of Object.keys(session)) delete session[key];
    giveData("cookie-session", session, data);
    return linesOf(visited);
  };
  /** As the library writes them: of the session, and of its signature. */
  const sample = () => {
    const lines = seal({ sessionscope: 1 }, new Map());
    if (lines.length > 0) return lines;
    throw new Error("it writes no cookie for this request; a Secure one needs https");
  };
  return {
    name: "cookie-session",
    limit: cookieByteLimit,
    async cookie() {
      const [own, ...others] = sample()
        .map(parseLine)
        .sort((one, other) => one.name.length - other.name.length);
      return { ...factsOf(own!), more: others.map(({ name }) => name) };
    },
    async open(sent) {
      const { session } = visit(sent);
      return session.isNew ? null : { data: { ...session } };
    },
    seal: async (data, sent) => seal(data, sent),
    async dropLines() {
      const visited = visit(new Map());
      (visited.request as IncomingMessage & { session: null }).session = null;
      return linesOf(visited);
    },
  };
}
