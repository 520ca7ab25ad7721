/** Auth.js (`@auth/core`), for Express, connect and `node:http`: `app.use(inspect(Auth, authConfig))`. */

import type { DebugOptions } from "../core/settings.ts";
import { inspectAuth, type Middleware } from "./auth-js/inspect-auth.ts";
import type { Auth, AuthConfig } from "./auth-js/library.ts";

export type { Auth, AuthConfig };

/**
 * Middleware that shows the sessions of Auth.js in the Sessionscope panel: those in their cookie ("jwt") to edit, those in a database
 * to read. Put it before the pages. In production (`NODE_ENV`) it does nothing, unless a token is configured.
 */
export function inspect(auth: Auth, config: AuthConfig, debug: DebugOptions = {}): Middleware {
  return inspectAuth(auth, config, debug, { name: "Auth.js" });
}
