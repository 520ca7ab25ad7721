/**
 * A request that no browser has sent. It asks connect-style middleware what it makes of a cookie, or has it write one.
 * Nothing of it reaches a socket, and its response never ends: what middleware does at the end does not happen.
 */

import { type IncomingMessage, ServerResponse } from "node:http";

/** Called with `request` and `response`, then `next`. */
export type ConnectMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

export interface VirtualRequest {
  /** The target that the middleware sees. */
  readonly target: string;
  /** The `Cookie` header; left out: there is none. */
  readonly cookie?: string | undefined;
  /** Properties that it has instead of the real request's own. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * All that is not said here is the real request's: its methods, its TLS, the headers of a proxy, what other middleware has
 * left on it. Functions of the app's (`cookie: (request) => …`) find what they look for.
 */
export function virtualRequest(real: IncomingMessage, { target, cookie, properties = {} }: VirtualRequest): Visit {
  const { cookie: _, ...headers } = real.headers;
  const own = {
    method: "GET",
    url: target,
    originalUrl: target,
    headers: cookie === undefined ? headers : { ...headers, cookie },
    // What a cookie parser has made of the real request's cookies.
    cookies: undefined,
    signedCookies: undefined,
    ...properties,
  };
  const request = Object.create(real, describe(own)) as IncomingMessage;
  return { request, response: new ServerResponse(request) };
}

/** The `Set-Cookie` lines that the middleware writes into the head of the response. */
export function linesOf({ response }: Visit): readonly string[] {
  response.writeHead(200);
  return [response.getHeader("set-cookie") ?? []].flat().map(String);
}

/** Runs middleware that calls `next` without waiting. @throws what it throws or passes on; Error when it waits. */
export function runAtOnce(middleware: ConnectMiddleware, { request, response }: Visit): void {
  let ended: { readonly error: unknown } | undefined;
  middleware(request, response, (error) => {
    ended ??= { error };
  });
  if (!ended) throw new Error("the middleware waits for something that it is not expected to wait for");
  if (ended.error) throw ended.error;
}

function describe(properties: Readonly<Record<string, unknown>>): PropertyDescriptorMap {
  const described: PropertyDescriptorMap = {};
  for (const [name, value] of Object.entries(properties)) {
    described[name] = { value, writable: true, enumerable: true, configurable: true };
  }
  return described;
}
