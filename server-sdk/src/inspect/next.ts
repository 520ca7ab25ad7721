/** The sessions of other libraries in Next.js 16: `inspectNext(inspect(getIronSession, sessionOptions))`. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { filterRequests } from "../adapters/node-http/served-requests.ts";
import { passOn } from "./base/inspectable.ts";

/** What `inspect` of these libraries gives: middleware that calls `next` for what the app answers. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * Puts the middleware before all that Next serves in this process: pages, route handlers, server actions, `proxy`. Call it when the
 * server starts, from instrumentation.js. Called again, it takes the place of what it was given before. In production
 * (`NODE_ENV`) it does nothing, unless a token is configured.
 */
export function inspectNext(...middleware: readonly Middleware[]): void {
  const looking = middleware.filter((one) => one !== passOn);
  if (looking.length === 0) return;
  filterRequests(({ request, response }, pass) => {
    const rest = [...looking];
    const next = (error?: unknown): void => {
      const one = rest.shift();
      // The response may have no connection yet.
      if (error !== undefined) request.destroy();
      else if (one) one(request, response, next);
      else pass();
    };
    next();
  }, "inspect");
}
