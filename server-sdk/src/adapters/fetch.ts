/** Sessions for a Web-standard `fetch` handler, a function from a Request to a Response. The Hono adapter is built on it. */

import type { IncomingMessage } from "node:http";
import type { DebugAnswer, DebugEndpoint, Exchange } from "../core/exchange.ts";
import type { Session } from "../core/session/property-access.ts";
import type { SessionData } from "../core/session/session-data.ts";
import type { GivenSessions } from "../create-sessions.ts";
import { lightContent } from "./fetch/light-response.ts";
import { openedSessions } from "./mounting/opened-sessions.ts";
import { mergedVary, speaksOfTls } from "./node-http/headers.ts";
import { statusOf } from "./node-http/response-errors.ts";
import { serverEnd } from "./node-http/server-end.ts";

/** One request; its response is given at the end. */
export class FetchExchange implements Exchange {
  readonly request: Request;
  status = 200;
  readonly #added: [name: string, value: string][] = [];

  constructor(request: Request) {
    this.request = request;
  }

  get method(): string {
    return this.request.method;
  }
  get path(): string {
    return new URL(this.request.url).pathname;
  }
  get secure(): boolean {
    return this.request.url.startsWith("https:");
  }
  get plainHttp(): boolean {
    const { headers } = this.request;
    return !this.secure && !speaksOfTls(headers.get("x-forwarded-proto"), headers.get("forwarded"));
  }
  get cookieHeader(): string | undefined {
    return this.request.headers.get("cookie") ?? undefined;
  }
  /** Nothing is sent before the handler returns the whole response. */
  get sent(): boolean {
    return false;
  }
  addHeader(name: string, value: string): void {
    this.#added.push([name, value]);
  }

  /** The response with the headers that the commit added: a new one, because a response's headers may be immutable. */
  complete(response: Response): Response {
    if (this.#added.length === 0) return response;
    const headers = new Headers(response.headers);
    for (const [name, value] of this.#added.splice(0)) {
      if (name === "Vary") headers.set(name, mergedVary(headers.get(name) ?? undefined, value));
      else headers.append(name, value);
    }
    const light = lightContent(response);
    if (light) return new Response(light.body, { status: light.status, headers });
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  }
}

/** Answers a request. `rest`: whatever the runtime passes beside it. */
export type FetchHandler<Data extends object, Rest extends unknown[]> = (
  request: Request,
  session: Session<Data>,
  ...rest: Rest
) => Response | Promise<Response>;

/**
 * A `fetch` handler whose handler gets the session as second argument. The session is saved before the response is given
 * back. `onError` answers for a handler that threw, and in place of an answer whose session could not be saved.
 * @example
 * import { fetchSessions } from "sessionscope/fetch";
 *
 * const handle = fetchSessions(sessions, (_request, session) => {
 *   session.set("seen", true);
 *   return new Response("Hello");
 * });
 * const answer = await handle(new Request("http://localhost/"));
 * answer.headers.getSetCookie().length; // => 1
 */
export function fetchSessions<Data extends object = SessionData, Rest extends unknown[] = []>(
  given: GivenSessions<Data>,
  handler: FetchHandler<Data, Rest>,
  onError: (error: unknown, request: Request) => Response | Promise<Response> = plainResponse,
): (request: Request, ...rest: Rest) => Promise<Response> {
  const opened = openedSessions(given, "fetchSessions");
  return async (request, ...rest) => {
    const sessions = await opened();
    const { endpoint } = sessions;
    if (endpoint && isDebugCall(endpoint, request)) return answerDebugCall(endpoint, request, incomingOf(rest[0]));
    const exchange = new FetchExchange(request);
    const session = await sessions.open(exchange);
    let response: Response;
    try {
      response = await handler(request, session, ...rest);
    } catch (error) {
      response = await onError(error, request);
    }
    try {
      exchange.status = response.status;
      await sessions.commit(session);
    } catch (error) {
      await response.body?.cancel();
      response = await onError(error, request);
    }
    return exchange.complete(response);
  };
}

/** A line of text with the status the error names. Errors of 500 and above are logged; the client gets no message of them. */
export function plainResponse(error: unknown): Response {
  const status = statusOf(error);
  if (status >= 500) console.error(error);
  const exposed = error instanceof Error && status < 500;
  return new Response(`${exposed ? error.message : `Error ${status}`}\n`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
}

/** Whether a request is for the debug endpoint. */
export function isDebugCall(endpoint: DebugEndpoint, { url }: Request): boolean {
  if (!url.includes(endpoint.path)) return false;
  const { pathname, search } = new URL(url);
  return pathname === endpoint.path || endpoint.ownsBelow(pathname + search);
}

/**
 * Answers through the endpoint; a streamed answer ends with the client, and with Node's server. Only Node's own request tells the client's
 * address and its headers as they came; without one, calls need the token.
 */
export async function answerDebugCall(
  endpoint: DebugEndpoint,
  request: Request,
  incoming: IncomingMessage | undefined,
): Promise<Response> {
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, request.signal]);
  const { pathname, search } = new URL(request.url);
  const answer = await endpoint.handle({
    method: request.method,
    target: incoming?.url ?? pathname + search,
    httpVersion: incoming?.httpVersion ?? "1.1",
    rawHeaders: incoming?.rawHeaders ?? [...request.headers].flat(),
    remoteAddress: incoming?.socket.remoteAddress,
    body: request.body ?? nothing(),
    signal,
  });
  const { status, headers, body, stalled } = answer;
  // The HTTP server waits for a reader that does not read, and would notice an error in the stream only after it.
  const cut = () => (incoming ? incoming.socket.destroy() : left.abort());
  stalled?.addEventListener("abort", cut, { once: true });
  if (stalled && incoming) serverEnd(incoming, signal).addEventListener("abort", cut, { once: true });
  // As bytes: a text may go out together with the head, and then both as UTF-8.
  const content = typeof body === "string" ? Buffer.from(body) : streamOf(body, left);
  return new Response(content, { status, headers: headersOf(headers) });
}

/** What `@hono/node-server` passes as first argument beside the request. */
export function incomingOf(environment: unknown): IncomingMessage | undefined {
  return (environment as { incoming?: IncomingMessage } | undefined)?.incoming;
}

function headersOf(all: DebugAnswer["headers"]): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(all))
    for (const one of [value].flat()) headers.append(name, one as string);
  return headers;
}

function streamOf(lines: AsyncIterable<string>, left: AbortController): ReadableStream<Uint8Array> {
  const iterator = lines[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      left.abort();
      await iterator.return?.();
    },
  });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
