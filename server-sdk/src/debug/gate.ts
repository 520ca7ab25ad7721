/**
 * The one gate of the debug endpoint: passed before anything is looked up and before the body is read. Whoever may not
 * even ask for the token gets the same answer, whatever the reason.
 *
 * What it rests on: the token, which every call carries. A header proves nothing outside a browser, and a loopback address
 * nothing behind a proxy, in a tunnel or on a shared machine. The origin is the second line: a browser names it in every
 * POST and no page can forge it, so pages are out, whatever they know.
 */

import type { DebugCall } from "../core/exchange.ts";
import { chromeExtensionId } from "../protocol.ts";
import { CommandError } from "./command-error.ts";
import type { TokenCheck } from "./token.ts";

export interface Gate {
  readonly path: string;
  readonly token: TokenCheck;
  /** Whether the token is asked for always. Without, loopback and an extension's origin are taken for proof. */
  requireToken(): boolean;
  /** Extensions served beside our own, by exact origin. */
  readonly origins: readonly string[];
}

const ownOrigin = `chrome-extension://${chromeExtensionId}`;
/** Firefox makes a new one for every install, so any has to do. */
const firefoxOrigin = /^moz-extension:\/\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Others have no `Host`, or none that counts; what has no version at all calls itself 0.9. */
const httpVersions = ["1.1", "2.0", "3.0"];
const json = /^application\/json(; ?charset=utf-8)?$/i;
/** Exact words, no parsing: every clever reading of a host has been a hole somewhere. */
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;
/** As the kernel writes it. */
const loopbackSocket = /^(::1|(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;
/** What browsers send by themselves. Proxies and CDNs mark what they pass on in more ways than a list could name. */
const browserHeader =
  /^(:authority|:method|:path|:scheme|accept(-encoding|-language)?|authorization|cache-control|connection|content-length|content-type|dnt|host|origin|pragma|priority|sec-.+|te|transfer-encoding|user-agent)$/;
const bearer = /^Bearer ([!-~]+)$/i;

/**
 * @returns the origin of the caller, `null` where it has none.
 * @throws CommandError unless the call may be served.
 */
export function pass(gate: Gate, call: DebugCall): string | null {
  const headers = new RawHeaders(call.rawHeaders);
  // HTTP/2 names the host otherwise; a name with a colon cannot come over HTTP/1.
  const hosts = headers.all("host", ":authority");
  const origins = headers.all("origin");
  const wellFormed =
    call.method === "POST" &&
    call.target === gate.path &&
    httpVersions.includes(call.httpVersion) &&
    hosts.length === 1 &&
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
    loopbackHost.test(hosts[0]!) &&
    loopbackSocket.test(call.remoteAddress ?? "") &&
    headers.every(browserHeader);
  if (!trusted) gate.token.demand(bearer.exec(headers.all("authorization")[0] ?? "")?.[1] ?? null);
  return origins[0] ?? null;
}

function served(gate: Gate, origin: string): boolean {
  return origin === ownOrigin || firefoxOrigin.test(origin) || gate.origins.includes(origin);
}

/** Headers as received: a framework may have merged or dropped duplicates, and those are what an attack is made of. */
class RawHeaders {
  readonly #pairs: readonly (readonly [name: string, value: string])[];

  constructor(raw: readonly string[]) {
    const pairs: [string, string][] = [];
    for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at]!.toLowerCase(), raw[at + 1]!]);
    this.#pairs = pairs;
  }

  all(...names: readonly string[]): readonly string[] {
    return this.#pairs.filter(([name]) => names.includes(name)).map(([, value]) => value);
  }

  every(name: RegExp): boolean {
    return this.#pairs.every(([own]) => name.test(own));
  }
}
