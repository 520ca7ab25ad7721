/** Sessions for Koa 2 and 3: `app.use(koaSessions(sessions))`, then `ctx.session`. */

import type { Context, Middleware } from "koa";
import type { Session } from "../core/session/property-access.ts";
import type { SessionData } from "../core/session/session-data.ts";
import type { GivenSessions, Sessions } from "../create-sessions.ts";
import { openedSessions } from "./mounting/opened-sessions.ts";
import { refuseSecondSession, type Traces } from "./mounting/second-session.ts";
import {
  answerDebugCall,
  asError,
  isDebugCall,
  isHeldBack,
  NodeExchange,
  pathOf,
  readAgain,
  statusOf,
} from "./node-http.ts";

/** What `koaSessions` adds to the context. */
export interface SessionContext<Data extends object = SessionData> {
  session: Session<Data>;
}

const traces: Traces = { sessionOptions: "koa-session", sessionStore: "koa-generic-session" };

/** Believes `X-Forwarded-Proto` exactly where Koa does: by its option `proxy`. */
class KoaExchange<Data extends object> extends NodeExchange<Data> {
  readonly #context: Context;

  constructor(sessions: Sessions<Data>, context: Context) {
    super(sessions, context.req, context.res, (error) => context.onerror(asError(error)));
    this.#context = context;
  }

  override get secure(): boolean {
    return this.#context.secure;
  }
  override get path(): string {
    return pathOf(this.#context.originalUrl);
  }
}

/**
 * Middleware that gives every request after it its session, and saves it when the middleware after it has ended,
 * before the answer leaves. If the session cannot be saved, the error is thrown to the middleware before it.
 * @example
 * import Koa from "koa";
 * import { koaSessions } from "sessionscope/koa";
 *
 * const app = new Koa();
 * app.use(koaSessions(sessions));
 * app.use((ctx) => {
 *   ctx.body = `Hello, ${ctx.session.get("user", "stranger")}`;
 * });
 */
export function koaSessions<Data extends object = SessionData>(
  given: GivenSessions<Data>,
): Middleware<object, SessionContext<Data>> {
  const opened = openedSessions(given, "koaSessions");
  return async (context, next) => {
    const sessions = await opened();
    const { endpoint } = sessions;
    if (endpoint && isDebugCall(endpoint, context.originalUrl)) {
      context.respond = false;
      const { req, res, originalUrl } = context;
      await answerDebugCall(endpoint, req, res, originalUrl, readAgain(req, parsedBody(context)));
      return;
    }
    refuseSecondSession("koaSessions", context, traces, isHeldBack(context.res));
    const exchange = new KoaExchange(sessions, context);
    const session = await sessions.open(exchange);
    const held = exchange.hold(session, context);
    await next();
    // A handler that writes to Node's response itself may not have ended; its first byte begins the commit.
    if (context.respond === false) return;
    try {
      await held.commitFirst();
    } catch (error) {
      forgetAnswer(context, error);
      throw error;
    }
  };
}

/** If an error handler sets a status and no body, the dropped body is not sent with it. */
function forgetAnswer(context: Context, error: unknown): void {
  context.type = "";
  context.body = undefined;
  context.status = statusOf(error);
}

/** The body that a body parser has read, if one came before. */
function parsedBody(context: Context): unknown {
  const { rawBody, body } = context.request as { rawBody?: unknown; body?: unknown };
  return rawBody ?? body;
}
