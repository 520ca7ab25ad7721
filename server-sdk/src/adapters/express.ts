/** Sessions for Express 4 and 5: `app.use(expressSessions(sessions))`, then `request.session`. */

import type { NextFunction, Request, RequestHandler, Response } from "express";
import { openSessionOf, type Session } from "../core/session/property-access.ts";
import type { SessionData } from "../core/session/session-data.ts";
import type { GivenSessions, Sessions } from "../create-sessions.ts";
import { openedSessions } from "./mounting/opened-sessions.ts";
import { refuseSecondSession, type Traces } from "./mounting/second-session.ts";
import { type SessionOwner, showSession, showsSession, watchSessionId } from "./mounting/session-property.ts";
import { answerDebugCall, isDebugCall, isHeldBack, NodeExchange, pathOf, readAgain } from "./node-http.ts";

declare global {
  namespace Express {
    interface Request {
      /** Typed by the app: `declare module "sessionscope" { interface SessionData { user?: string } }`. */
      session: Session<SessionData>;
    }
  }
}

const traces: Traces = { sessionStore: "express-session", sessionOptions: "cookie-session" };

/** Believes `X-Forwarded-Proto` exactly where Express does: by its setting "trust proxy". */
class ExpressExchange<Data extends object> extends NodeExchange<Data> {
  override get secure(): boolean {
    return (this.request as Partial<Request>).secure ?? super.secure;
  }
  override get path(): string {
    return pathOf(targetOf(this.request as Request));
  }
}

/** Requests that do not pass through Express (`io.engine.use`) have no `originalUrl`. */
function targetOf({ originalUrl, url }: Request): string {
  return originalUrl ?? url;
}

/**
 * Middleware that gives every request after it its session, and saves it before the answer leaves. Put it before what
 * uses sessions; body parsers may come before or after. A session that cannot be saved is an error for the app's error
 * handlers: nothing has been sent then.
 * @example
 * import express from "express";
 * import { expressSessions } from "sessionscope/express";
 *
 * const app = express();
 * app.use(expressSessions(sessions));
 * app.get("/", (request, response) => {
 *   request.session.update("visits", (visits = 0) => Number(visits) + 1);
 *   response.send(`Visit ${request.session.get("visits")}`);
 * });
 */
export function expressSessions<Data extends object = SessionData>(given: GivenSessions<Data>): RequestHandler {
  const opened = openedSessions(given, "expressSessions");
  return (request, response, next) => {
    const sessions = opened();
    if (sessions instanceof Promise) sessions.then((ready) => serve(ready, request, response, next)).catch(next);
    else serve(sessions, request, response, next);
  };
}

function serve<Data extends object>(
  sessions: Sessions<Data>,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  const { endpoint } = sessions;
  const target = targetOf(request);
  if (endpoint && isDebugCall(endpoint, target)) {
    answerDebugCall(endpoint, request, response, target, readAgain(request, request.body)).catch(next);
    return;
  }
  if (!("headersSent" in response)) {
    showToSocket(sessions, request, response).then(() => next(), next);
    return;
  }
  refuseSecondSession("expressSessions", request, traces, isHeldBack(response));
  const exchange = new ExpressExchange(sessions, request, response, next);
  const session = sessions.open(exchange);
  if (session instanceof Promise) session.then((loaded) => begin(exchange, loaded, next)).catch(next);
  else begin(exchange, session, next);
}

function begin<Data extends object>(exchange: ExpressExchange<Data>, session: Session<Data>, next: () => void): void {
  exchange.hold(session, exchange.request);
  watchSessionId(exchange.request);
  next();
}

/** For an upgrade (`io.engine.use`) or a socket (`io.use`): no answer follows with which the session could be saved. */
async function showToSocket<Data extends object>(
  sessions: Sessions<Data>,
  request: Request,
  response: Response,
): Promise<void> {
  if (!showsSession(request)) refuseSecondSession("expressSessions", request, traces);
  const session = await sessions.open(new NodeExchange(sessions, request, response, () => {}));
  openSessionOf(session).close(
    'On a socket use useSession(sessions, socket.request, (session) => …) from "sessionscope/web-socket", which also reads the session as it is.',
  );
  showSession(request as SessionOwner, session);
}
