/** @fastify/session 11: `app.register(inspect)` after it. */

import type { FastifyInstance, FastifyPluginCallback } from "fastify";
import { isInspectable } from "./base/inspectable.ts";
import { Inspection, type InspectOptions } from "./fastify-session/inspection.ts";

export type { InspectOptions };

const plugin: FastifyPluginCallback<InspectOptions> = (app, options, registered) => {
  if (isInspectable(options)) mount(app, options).then(() => registered(), registered);
  else registered();
};

/**
 * A plugin that shows the sessions of @fastify/session in the Sessionscope panel. Register it after @fastify/session, where
 * that is registered; the app's sessions and answers stay as they are, but for the header that announces the debug endpoint.
 * In production (`NODE_ENV`) it does nothing, unless a token is configured. It throws nothing: what keeps it from looking is
 * one warning of the process.
 * @example
 * import cookie from "@fastify/cookie";
 * import session from "@fastify/session";
 * import fastify from "fastify";
 * import { inspect } from "sessionscope/inspect/fastify-session";
 *
 * const app = fastify();
 * app.register(cookie);
 * app.register(session, { secret: "a secret of at least thirty-two characters" });
 * app.register(inspect);
 */
// As fastify-plugin does: the hooks are for the part of the app that the library's are for.
export const inspect: FastifyPluginCallback<InspectOptions> = Object.assign(plugin, {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "sessionscope-inspect",
});

async function mount(app: FastifyInstance, options: InspectOptions): Promise<void> {
  const inspection = new Inspection(app, options, await import("./base/serve-bridge.ts"));
  inspection.mount();
}
