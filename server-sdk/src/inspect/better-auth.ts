/** better-auth 1.7: `plugins: [sessionscope()]`. */

import type { DebugOptions } from "../core/settings.ts";
import { type AuthPlugin, authPlugin } from "./better-auth/plugin.ts";

/** Of the setting `debug`; the path is below that of the auth handler. */
export type SessionscopeOptions = Omit<DebugOptions, "path">;

/**
 * A plugin that shows the sessions of better-auth in the Sessionscope panel. Its endpoint is below the auth handler, which
 * announces it on each of its answers: `/api/auth/__sessionscope__`. In production (`NODE_ENV`) the plugin does nothing, unless
 * a token is configured.
 */
export function sessionscope(options: SessionscopeOptions = {}): AuthPlugin {
  return authPlugin(async () => {
    const [{ createAuthEndpoint }, cookies] = await Promise.all([
      import("better-auth/api"),
      import("better-auth/cookies"),
    ]);
    return { ...cookies, createAuthEndpoint };
  }, options);
}
