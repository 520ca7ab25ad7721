/** hono-sessions 0.8: `app.use(inspect(sessionMiddleware, { store, … }))`, in the place of `sessionMiddleware({ store, … })`. */

import type { DebugOptions } from "../core/settings.ts";
import { isInspectable } from "./base/inspectable.ts";
import { HonoSessionsInspection } from "./hono-sessions/inspection.ts";
import type { MakeMiddleware, SessionOptions } from "./hono-sessions/library.ts";

/** What the app gives `sessionMiddleware`, as far as it matters here. */
export interface GivenOptions {
  readonly store: unknown;
}

/**
 * The middleware of hono-sessions, whose sessions the Sessionscope panel shows. It is given what `sessionMiddleware` was
 * given. In production (`NODE_ENV`) it is what `sessionMiddleware(options)` answers, unless a token is configured.
 */
export function inspect<O extends GivenOptions, M>(
  sessionMiddleware: (options: O) => M,
  options: O,
  debug: DebugOptions = {},
): M {
  if (!isInspectable(debug)) return sessionMiddleware(options);
  const make = sessionMiddleware as unknown as MakeMiddleware;
  const inspection = new HonoSessionsInspection(make, options as unknown as SessionOptions, debug);
  return inspection.middleware as M;
}
