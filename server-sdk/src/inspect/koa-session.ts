/** koa-session 7, with a store and without: `app.use(inspect(session({ … }, app)))`. */

import type { DebugOptions } from "../core/settings.ts";
import { isInspectable } from "./base/inspectable.ts";
import { wrapOnce } from "./base/two-lines.ts";
import { KoaInspection } from "./koa-session/inspection.ts";

/** Middleware for Koa. */
type Middleware = (context: never, next: never) => unknown;

/**
 * Shows the sessions of koa-session in the Sessionscope panel. Wrap the middleware where it is mounted; the app's sessions and
 * answers stay as they are, but for the header that announces the debug endpoint. In production (`NODE_ENV`) the middleware
 * itself comes back, unless a token is configured. It throws nothing: what keeps it from looking is one warning of the process.
 * @example
 * import Koa from "koa";
 * import session from "koa-session";
 * import { inspect } from "sessionscope/inspect/koa-session";
 *
 * const app = new Koa();
 * app.keys = ["a secret of the app"];
 * app.use(inspect(session({ maxAge: 86_400_000 }, app)));
 */
export function inspect<M extends Middleware>(middleware: M, debug: DebugOptions = {}): M {
  if (typeof middleware !== "function" || !isInspectable(debug)) return middleware;
  return wrapOnce<Middleware>(
    "koa-session",
    middleware,
    () => new KoaInspection(middleware as never, debug).middleware as Middleware,
  ) as M;
}
