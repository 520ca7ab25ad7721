/** express-session, for Express 4 and 5, connect and NestJS: `app.use(inspect(session({ … })))`. */

import { isInspectable } from "./base/inspectable.ts";
import { wrapOnce } from "./base/two-lines.ts";
import { Inspection, type InspectOptions } from "./express-session/inspection.ts";

export type { InspectOptions };

/** Middleware for connect and its kin. */
type Middleware = (request: never, response: never, next: never) => unknown;

/**
 * Shows the sessions of express-session in the Sessionscope panel. Wrap the middleware where it is mounted; the app's
 * sessions and answers stay as they are, but for the header that announces the debug endpoint. In production (`NODE_ENV`)
 * the middleware itself comes back, unless a token is configured. It throws nothing: what keeps it from looking is one
 * warning of the process.
 * @example
 * import express from "express";
 * import session from "express-session";
 * import { inspect } from "sessionscope/inspect/express-session";
 *
 * const app = express();
 * app.use(inspect(session({ secret: "a secret of the app", resave: false, saveUninitialized: false })));
 */
export function inspect<M extends Middleware>(middleware: M, options: InspectOptions = {}): M {
  if (typeof middleware !== "function" || !isInspectable(options)) return middleware;
  return wrapOnce<Middleware>(
    "express-session",
    middleware,
    () => new Inspection(middleware as never, options).middleware as Middleware,
  ) as M;
}
