/** Middleware for a library of this family, by where it keeps its sessions: in their cookie ("jwt"), or in a database. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { DebugOptions } from "../../core/settings.ts";
import { CookieInspection } from "../base/inspect-cookies.ts";
import { isInspectable, passOn } from "../base/inspectable.ts";
import { SealedBridge } from "../base/sealed-bridge.ts";
import { type Auth, type AuthConfig, Library } from "./library.ts";
import { RowBridge } from "./row-bridge.ts";
import { tokenSealing } from "./token-sealing.ts";

export type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

export interface Named {
  readonly name: string;
  /** Of its session's cookie, unless the app has set one. */
  readonly cookies?: readonly string[];
}

export function inspectAuth(auth: Auth, config: AuthConfig, debug: DebugOptions, named: Named): Middleware {
  if (!isInspectable(debug)) return passOn;
  const asking = new AsyncLocalStorage<IncomingMessage>();
  const library = new Library(auth, config, () => asking.getStore(), named.cookies);
  const { adapter, session } = config;
  const inDatabase = (session?.strategy ?? (adapter ? "database" : "jwt")) === "database";
  const bridge = inDatabase ? new RowBridge(library, named.name) : new SealedBridge(tokenSealing(library, named.name));
  const inspection = new CookieInspection(bridge, debug, { asking });
  return (request, response, next) => inspection.handle(request, response, next, next);
}
