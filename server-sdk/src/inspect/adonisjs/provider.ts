/** The line in `adonisrc.ts`: what AdonisJS loads as a provider. */

import type { DebugOptions } from "../../core/settings.ts";
import { isInspectable } from "../base/inspectable.ts";
import type { Library } from "./library.ts";

/** As AdonisJS takes it among its `providers`. */
export type Provider = () => Promise<{ readonly default: new (app: never) => object }>;

/** `load`: the app's @adonisjs/session. */
export function providerOf(debug: DebugOptions, load: () => Promise<Library>): Provider {
  return async () => {
    if (!isInspectable(debug)) return { default: class {} };
    const { appProvider } = await import("./app-provider.ts");
    return { default: appProvider(debug, load) };
  };
}
