/** What express-session's middleware says when it is asked. Its secrets, its cookie's name and its store are its own; it is asked each time. */

import type { IncomingMessage } from "node:http";
import { Enough, instead, until } from "../base/ask-early.ts";
import { type ConnectMiddleware, linesOf, runAtOnce, type Visit, virtualRequest } from "../base/virtual-request.ts";
import { isStore, type LibrarySession, type LibraryStore, type SessionRequest } from "./library.ts";

/** A request through which the middleware is asked, and a target that it looks after. */
export interface Asking {
  readonly real: IncomingMessage;
  readonly target: string;
}

/** A session that the middleware has generated. Nobody has stored it. */
export interface Generated {
  readonly sid: string;
  readonly session: LibrarySession;
}

export interface SignedCookie {
  readonly name: string;
  /** As it stands in a `Set-Cookie` line. */
  readonly value: string;
}

/**
 * The store of the middleware: it hands it to each request that it looks after. `null`: it does not look after this one,
 * because of its path, or because its store is not connected.
 * @throws TypeError when it is not express-session. What the app's own functions throw.
 */
export function storeOf(middleware: ConnectMiddleware, asking: Asking): LibraryStore | null {
  const visit = virtualVisit(asking);
  Object.defineProperty(visit.request, "sessionStore", {
    set(store: unknown) {
      throw new Enough(store);
    },
  });
  const store = until(() => {
    runAtOnce(middleware, visit);
    if ((visit.request as SessionRequest).session !== undefined) throw new Enough(null);
  });
  if (store === undefined) return null;
  if (isStore(store)) return store;
  throw new TypeError("the middleware is not express-session's");
}

/** The id in the cookie, if its signature is right; `null`: the cookie is nobody's. No session is loaded or generated for it. */
export function sidOf(
  middleware: ConnectMiddleware,
  store: LibraryStore,
  asking: Asking,
  cookie: string,
): string | null {
  const get = (sid: string): never => {
    throw new Enough(sid);
  };
  const generate = (): never => {
    throw new Enough(null);
  };
  const visit = virtualVisit(asking, cookie);
  const sid = until(() => instead(store, { get, generate }, () => runAtOnce(middleware, visit)));
  if (sid === undefined) throw notConnected();
  return sid as string | null;
}

/** The cookie for an id, with the middleware's own signature. */
export function signedCookie(
  middleware: ConnectMiddleware,
  store: LibraryStore,
  asking: Asking,
  sid: string,
): SignedCookie {
  const visit = virtualVisit(asking);
  const generate = (request: SessionRequest): void => {
    request.sessionID = sid;
    // Not secure: it is written on plain http, too.
    store.createSession(request, { cookie: { path: "/", originalMaxAge: null } as LibrarySession["cookie"] });
  };
  instead(store, { generate }, () => runAtOnce(middleware, visit));
  const { session } = visit.request as SessionRequest;
  if (!session) throw notConnected();
  // A stranger who leaves something behind is given a cookie.
  session.sessionscope = 1;
  const line = linesOf(visit).at(-1);
  if (line === undefined) throw new Error("express-session has written no cookie");
  const equals = line.indexOf("=");
  return { name: line.slice(0, equals), value: line.slice(equals + 1).split(";", 1)[0]! };
}

/** A new session of the library's making. The app's `genid` is called. */
export function generated(middleware: ConnectMiddleware, asking: Asking): Generated {
  const visit = virtualVisit(asking);
  runAtOnce(middleware, visit);
  const { session, sessionID: sid } = visit.request as SessionRequest;
  if (!session || typeof sid !== "string") throw notConnected();
  return { sid, session };
}

const notConnected = (): Error =>
  new Error("express-session gives no session now: its store is not connected, or the path is not its cookie's");

function virtualVisit({ real, target }: Asking, cookie?: string): Visit {
  return virtualRequest(real, {
    target,
    cookie,
    properties: { session: undefined, sessionID: undefined, sessionStore: undefined },
  });
}
