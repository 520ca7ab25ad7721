/** h3 2 and 1, and what is built on them (Nitro, Nuxt): `app.use(inspect(h3, sessionConfig))`. */

import { Socket } from "node:net";
import { types } from "node:util";
import type { DebugOptions } from "../core/settings.ts";
import { CookieInspection } from "./base/inspect-cookies.ts";
import { isInspectable } from "./base/inspectable.ts";
import { SealedBridge } from "./base/sealed-bridge.ts";
import { type H3Library, libraryOf, type SessionConfig } from "./h3/library.ts";
import { h3Sealing } from "./h3/sealing.ts";

/** The library as the app has it: `import * as h3 from "h3"`. */
export interface H3 {
  defineEventHandler(handler: never): unknown;
  fromNodeMiddleware(handler: never): unknown;
}

export type { SessionConfig };

/**
 * An event handler that shows the sessions of h3 in the Sessionscope panel. Put it before the others; they go on calling
 * `useSession` and its kin, with this config. In production it does nothing, unless a token is configured: where `NODE_ENV`
 * says so, and where a bundler has built the app and `NODE_ENV` says nothing.
 */
export function inspect<L extends H3>(
  h3: L,
  config: SessionConfig,
  debug: DebugOptions = {},
): ReturnType<L["fromNodeMiddleware"]> {
  const library = libraryOf(h3);
  const handle = isInspectable(debug, environmentOf(h3)) ? inspecting(library, config, debug) : () => undefined;
  return library.defineHandler(handle) as ReturnType<L["fromNodeMiddleware"]>;
}

/** Nitro and Nuxt build for production, and set no `NODE_ENV` where what they have built runs: there the module is no module any more. */
function environmentOf(h3: object): NodeJS.ProcessEnv {
  const { NODE_ENV } = process.env;
  return types.isModuleNamespaceObject(h3) ? process.env : { ...process.env, NODE_ENV: NODE_ENV || "production" };
}

function inspecting(library: H3Library, config: SessionConfig, debug: DebugOptions) {
  const inspection = new CookieInspection(new SealedBridge(h3Sealing(library, config)), debug);
  return (event: unknown): unknown => {
    const exchange = library.exchangeOf(event);
    // The app can ask itself without a network, and h3 serves without Node too: no browser hears of that.
    if (!(exchange?.req.socket instanceof Socket)) return undefined;
    const target = exchange.req.originalUrl ?? exchange.req.url ?? "/";
    const below = library.belowOf(event);
    const mount = { base: baseOf(target, below), target };
    if (inspection.passes(exchange.req, exchange.res, below, mount)) return undefined;
    const middleware = library.fromNodeMiddleware((request, response, next) =>
      inspection.handle(request, response, next, next, mount),
    );
    return middleware(event);
  };
}

/** What a mount has taken from the front of the target. */
function baseOf(target: string, below: string): string {
  if (target === below) return "";
  const [path, rest] = [target, below].map((one) => one.split("?")[0]!) as [string, string];
  if (path.endsWith(rest)) return path.slice(0, -rest.length);
  return rest === "/" ? path : "";
}
