/**
 * The one gate of the debug endpoint. Every call passes it before its body is read and before anything is looked up.
 * A caller that may not even send the token gets the same answer whatever the reason.
 *
 * The gate rests on the token, which every call carries. Outside a browser a header proves nothing, and a loopback address
 * proves nothing behind a proxy, in a tunnel or on a shared machine. The origin comes second: a browser names it in every
 * POST and no page can forge it, so no page gets in, even one that knows the token.
 */

import type { DebugCall } from "../core/exchange.ts";
import { chromeExtensionId } from "../protocol.ts";
import { CommandError } from "./command-error.ts";
import { hostOf, RawHeaders } from "./raw-headers.ts";
import type { TokenCheck } from "./token.ts";

export interface Gate {
  readonly path: string;
  readonly token: TokenCheck;
  /** Whether every caller needs the token. If not, a loopback address and an extension's origin are enough. */
  requireToken(): boolean;
  /** Exact origins of extensions that are served beside our own. */
  readonly origins: readonly string[];
}

const ownOrigin = `chrome-extension://${chromeExtensionId}`;
/** Firefox makes a new id for every install, so any UUID is accepted. */
const firefoxOrigin = /^moz-extension:\/\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const json = /^application\/json(; ?charset=utf-8)?$/i;
/** Exact words instead of parsing: parsers of hosts have had holes. */
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;
/** The loopback addresses as the kernel writes them. */
const loopbackSocket = /^(::1|(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;
/** The headers that browsers send by themselves. Those that proxies and CDNs add are too many to list. */
const browserHeader =
  /^(:authority|:method|:path|:scheme|accept(-encoding|-language)?|authorization|cache-control|connection|content-length|content-type|dnt|host|origin|pragma|priority|sec-.+|te|transfer-encoding|user-agent)$/;
const bearer = /^Bearer ([!-~]+)$/i;

/**
 * @returns the origin of the caller, `null` where it has none.
 * @throws CommandError unless the call may be served.
 */
export function pass(gate: Gate, call: DebugCall): string | null {
  const headers = new RawHeaders(call.rawHeaders);
  const host = hostOf(call, headers);
  const origins = headers.all("origin");
  const wellFormed =
    call.method === "POST" &&
    call.target === gate.path &&
    host !== null &&
    headers.all("content-type").length === 1 &&
    json.test(headers.all("content-type")[0]!) &&
    headers.all("content-encoding").length === 0 &&
    headers.all("authorization").length <= 1;
  if (!wellFormed || !origins.every((origin) => served(gate, origin)) || origins.length > 1) {
    throw new CommandError("not-found", "Not found.");
  }
  const trusted =
    !gate.requireToken() &&
    origins.length === 1 &&
    loopbackHost.test(host) &&
    loopbackSocket.test(call.remoteAddress ?? "") &&
    headers.every(browserHeader);
  if (!trusted) gate.token.demand(bearer.exec(headers.all("authorization")[0] ?? "")?.[1] ?? null);
  return origins[0] ?? null;
}

function served(gate: Gate, origin: string): boolean {
  return origin === ownOrigin || firefoxOrigin.test(origin) || gate.origins.includes(origin);
}
