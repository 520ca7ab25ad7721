/** A call to the debug endpoint over a Node request: passed on raw, and answered without opening a session. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { DebugEndpoint } from "../../core/exchange.ts";
import { serverEnd } from "./server-end.ts";

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  if (!target.startsWith("/")) return URL.canParse(target) ? new URL(target).pathname : target;
  const query = target.indexOf("?");
  return query === -1 ? target : target.slice(0, query);
}

/** Whether a request is for the debug endpoint. */
export function isDebugCall(endpoint: DebugEndpoint, target: string): boolean {
  return pathOf(target) === endpoint.path || endpoint.ownsBelow(target);
}

/** Answers through the endpoint; a streamed answer ends with the client, or with the server. `body`: in place of the request's own, when that was read. */
export async function answerDebugCall(
  endpoint: DebugEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  body: AsyncIterable<Uint8Array> = request,
): Promise<void> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  const answer = await endpoint.handle({
    method: request.method ?? "GET",
    target,
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    remoteAddress: request.socket.remoteAddress,
    body,
    signal: left.signal,
  });
  response.statusCode = answer.status;
  // Earlier middleware may have set headers for the app's answers, CORS or cookies for instance: this answer has none of them.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value as string | string[]);
  if (typeof answer.body === "string") {
    // As bytes: Node would write the head together with a text, and then both as UTF-8.
    response.end(Buffer.from(answer.body));
    return;
  }
  const cut = AbortSignal.any([answer.stalled ?? [], serverEnd(request, left.signal)].flat());
  try {
    await pipeline(answer.body, response, { signal: cut });
  } catch (error) {
    if (!left.signal.aborted && !cut.aborted) throw error;
  }
}

/** The body of a request, also when a body parser has read it already and left `parsed`. */
export function readAgain(request: IncomingMessage, parsed: unknown): AsyncIterable<Uint8Array> {
  return parsed === undefined || !request.readableEnded ? request : onceMore(parsed);
}

async function* onceMore(parsed: unknown): AsyncGenerator<Uint8Array> {
  if (parsed instanceof Uint8Array) yield parsed;
  else yield Buffer.from(typeof parsed === "string" ? parsed : JSON.stringify(parsed));
}
