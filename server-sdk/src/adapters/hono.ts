/** Sessions for Hono 4: `app.use(honoSessions(sessions))`, then `c.get("session")` or `c.var.session`. */

import type { Context, MiddlewareHandler } from "hono";
import { SessionError } from "../core/errors.ts";
import type { Session } from "../core/session/property-access.ts";
import type { SessionData } from "../core/session/session-data.ts";
import type { GivenSessions } from "../create-sessions.ts";
import { answerDebugCall, FetchExchange, incomingOf, isDebugCall, plainResponse } from "./fetch.ts";
import { openedSessions } from "./mounting/opened-sessions.ts";
import { usedTwice } from "./mounting/second-session.ts";
import { isSession, refuseSave } from "./mounting/session-property.ts";
import { answerHeaders } from "./node-http/headers.ts";
import { statusOf } from "./node-http/response-errors.ts";

/** What `honoSessions` sets: `new Hono<SessionEnv<Data>>()` types `c.get("session")` everywhere. */
export interface SessionEnv<Data extends object = SessionData> {
  Variables: { session: Session<Data> };
}

/**
 * Middleware that gives every request after it its session, and saves it before the response is given back. A session
 * that cannot be saved is an error for `app.onError`; its `status` is 400 when the session ended meanwhile, 503 when the
 * store failed.
 * @example
 * import { Hono } from "hono";
 * import { honoSessions, type SessionEnv } from "sessionscope/hono";
 *
 * const app = new Hono<SessionEnv>();
 * app.use(honoSessions(sessions));
 * app.get("/", (c) => c.text(`Hello, ${c.get("session").get("user", "stranger")}`));
 * const answer = await app.request("/");
 * await answer.text(); // => "Hello, stranger"
 */
export function honoSessions<Data extends object = SessionData>(
  given: GivenSessions<Data>,
): MiddlewareHandler<SessionEnv<Data>> {
  const opened = openedSessions(given, "honoSessions");
  return async (c, next) => {
    const sessions = await opened();
    const { endpoint } = sessions;
    const request = c.req.raw;
    if (endpoint && isDebugCall(endpoint, request)) {
      replace(c, await answerDebugCall(endpoint, request, incomingOf(c.env)));
      return;
    }
    if (c.get("session") !== undefined) throw usedTwice("honoSessions", "what has set the variable session");
    const exchange = new FetchExchange(request);
    const session = await sessions.open(exchange);
    c.set("session", session);
    await next();
    try {
      exchange.status = c.res.status;
      if (exchange.status < 500) checkVariable(c, session);
      await sessions.commit(session);
    } catch (error) {
      await forgetAnswer(c, error);
      // Hono adds the headers of `c.res` to the error handler's response.
      if (endpoint) c.res = exchange.complete(new Response());
      throw withResponse(error);
    }
    const response = exchange.complete(c.res);
    if (response !== c.res) replace(c, response);
  };
}

/** @throws TypeError when the handler has set the variable to something else: that would sign nobody out. */
function checkVariable<Data extends object>(c: Context<SessionEnv<Data>>, session: Session<Data>): void {
  const found: unknown = c.get("session");
  if (isSession(found, session)) return;
  c.set("session", session);
  throw refuseSave(session, "set to something else");
}

/** Without this, Hono would add the headers of the old response to the new one, also those of earlier middleware. */
function replace(c: Context, response: Response | undefined): void {
  c.res = undefined;
  if (response) c.res = response;
  else c.finalized = false;
}

/** Keeps the headers of the dropped answer out of the error handler's. */
async function forgetAnswer(c: Context, error: unknown): Promise<void> {
  await c.res.body?.cancel();
  replace(c, undefined);
  for (const name of answerHeaders) c.header(name, undefined);
  c.status(statusOf(error) as Parameters<typeof c.status>[0]);
}

/** Without an error handler, Hono answers with the error's `getResponse()`, as for its own HTTPException. */
function withResponse(error: unknown): unknown {
  if (error instanceof SessionError) Object.assign(error, { getResponse: () => plainResponse(error) });
  return error;
}
