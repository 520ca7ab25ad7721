/** @adonisjs/session 8 on AdonisJS 7: `inspect()` among the `providers` of `adonisrc.ts`. */

import type { DebugOptions } from "../core/settings.ts";
import { type Provider, providerOf } from "./adonisjs/provider.ts";

export type { Provider };

/**
 * A provider that shows the sessions of @adonisjs/session in the Sessionscope panel. It stands among the app's providers. The
 * app's sessions and answers stay as they are, but for the header that announces the debug endpoint. In production
 * (`NODE_ENV`) it does nothing, unless a token is configured. It throws nothing: what keeps it from looking is one warning of
 * the process.
 */
export function inspect(debug: DebugOptions = {}): Provider {
  return providerOf(debug, () => import("@adonisjs/session"));
}
