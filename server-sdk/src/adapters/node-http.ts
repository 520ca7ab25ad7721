/** Sessions for plain `node:http` (and `node:http2`), and what the adapters of frameworks built on it share. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { TLSSocket } from "node:tls";
import type { Exchange } from "../core/exchange.ts";
import type { Session } from "../core/session/property-access.ts";
import type { SessionData } from "../core/session/session-data.ts";
import type { GivenSessions, Sessions } from "../create-sessions.ts";
import { openedSessions } from "./mounting/opened-sessions.ts";
import { refuseSecondSession, type Traces } from "./mounting/second-session.ts";
import { checkSessionShown, type SessionOwner, showSession } from "./mounting/session-property.ts";
import { answerDebugCall, isDebugCall, pathOf, readAgain } from "./node-http/debug-call.ts";
import { answerHeaders, speaksOfTls } from "./node-http/headers.ts";
import { type AwaitedCommit, HeldResponse } from "./node-http/held-response.ts";
import { asError, statusOf } from "./node-http/response-errors.ts";
import { isHeldBack } from "./node-http/response-patches.ts";

export { answerDebugCall, answerHeaders, asError, HeldResponse, isDebugCall, isHeldBack, pathOf, readAgain, statusOf };

/** One request and its response, which is held back until the session is saved. */
export class NodeExchange<Data extends object = SessionData> implements Exchange, AwaitedCommit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly #sessions: Sessions<Data>;
  readonly #fail: (error: unknown) => void;
  #session: Session<Data> | undefined;
  #held: HeldResponse | undefined;
  #owner: SessionOwner | undefined;

  /** `fail` gets the error when the session could not be saved; nothing of the answer has left then. */
  constructor(
    sessions: Sessions<Data>,
    request: IncomingMessage,
    response: ServerResponse,
    fail: (error: unknown) => void,
  ) {
    this.#sessions = sessions;
    this.request = request;
    this.response = response;
    this.#fail = fail;
  }

  get method(): string {
    return this.request.method ?? "GET";
  }
  get path(): string {
    return pathOf(this.request.url ?? "/");
  }
  get secure(): boolean {
    return (this.request.socket as Partial<TLSSocket>).encrypted === true;
  }
  get plainHttp(): boolean {
    const { headers } = this.request;
    return !this.secure && !speaksOfTls(headers["x-forwarded-proto"], headers.forwarded);
  }
  get cookieHeader(): string | undefined {
    return this.request.headers.cookie;
  }
  get status(): number {
    return this.response.statusCode;
  }
  get sent(): boolean {
    return this.#held?.sent ?? this.response.headersSent;
  }
  addHeader(name: string, value: string): void {
    this.#held?.addHeader(name, value);
  }

  /** Gives the request its session; from here on the response is held back. `owner` gets the property `session`. */
  hold(session: Session<Data>, owner?: object): HeldResponse {
    if (owner) showSession(owner, session);
    this.#owner = owner;
    this.#session = session;
    this.#held = new HeldResponse(this.response, this);
    return this.#held;
  }
  commit(): Promise<void> | undefined {
    try {
      if (this.#owner && this.status < 500) checkSessionShown(this.#owner, this.#session!);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#sessions.commit(this.#session!);
  }
  fail(error: unknown): void {
    this.#fail(error);
  }
  /** For a failed handler whose promise nobody awaits: if it has not answered, the app's error handling does. */
  uncaught(error: unknown): boolean {
    // Undefined where there is no response at all: a socket cannot be answered.
    if (this.response.headersSent !== false) return false;
    this.#fail(error);
    return true;
  }
}

const traces: Traces = { sessionStore: "express-session", sessionOptions: "cookie-session" };

/** Answers a request. What it throws, or rejects with, goes to `OnError`. */
export type NodeHandler<Data extends object, Request, Response> = (
  request: Request,
  response: Response,
  session: Session<Data>,
) => unknown;

/**
 * Answers in the handler's place. The error is what the handler threw, or why its session could not be saved; in that case
 * the handler's answer was dropped. Not called once the head of an answer has been sent: then the error is logged, and an
 * answer that has not ended is cut off.
 */
export type OnError<Request, Response> = (error: unknown, request: Request, response: Response) => void;

/**
 * A request listener for `http.createServer` (also `https`, `http2`) whose handler gets the session as third argument.
 * Nothing of an answer leaves before the session is saved. Without `onError`, errors are answered by a line of text with
 * the status they name; those of 500 and above are logged.
 * @example
 * import { createServer } from "node:http";
 * import { nodeSessions } from "sessionscope/node-http";
 *
 * const server = createServer(
 *   nodeSessions(sessions, (_request, response, session) => {
 *     response.end(`Hello, ${session.get("user", "stranger")}`);
 *   }),
 * );
 */
export function nodeSessions<
  Data extends object,
  Request extends IncomingMessage | Http2ServerRequest = IncomingMessage,
  Response extends ServerResponse | Http2ServerResponse = ServerResponse,
>(
  given: GivenSessions<Data>,
  handler: NodeHandler<Data, Request, Response>,
  onError: OnError<Request, Response> = logAndAnswer as OnError<Request, Response>,
): (request: Request, response: Response) => void {
  const opened = openedSessions(given, "nodeSessions");
  return (request, response) => {
    const fail = (error: unknown) => {
      if (response.headersSent) logAndAnswer(error, request as IncomingMessage, response as ServerResponse);
      else onError(error, request, response);
    };
    const sessions = opened();
    if (sessions instanceof Promise)
      sessions.then((ready) => serve(ready, request, response, handler, fail)).catch(fail);
    else serve(sessions, request, response, handler, fail);
  };
}

function serve<
  Data extends object,
  Request extends IncomingMessage | Http2ServerRequest,
  Response extends ServerResponse | Http2ServerResponse,
>(
  sessions: Sessions<Data>,
  request: Request,
  response: Response,
  handler: NodeHandler<Data, Request, Response>,
  fail: (error: unknown) => void,
): void {
  // Node's compatibility API of HTTP/2 has the methods of HTTP/1.
  const [nodeRequest, nodeResponse] = [request as IncomingMessage, response as ServerResponse];
  const { endpoint } = sessions;
  const target = request.url ?? "/";
  if (endpoint && isDebugCall(endpoint, target)) {
    answerDebugCall(endpoint, nodeRequest, nodeResponse, target).catch(fail);
    return;
  }
  const exchange = new NodeExchange(sessions, nodeRequest, nodeResponse, fail);
  const handle = (session: Session<Data>): unknown => {
    exchange.hold(session);
    return handler(request, response, session);
  };
  try {
    refuseSecondSession("nodeSessions", request, traces, isHeldBack(nodeResponse));
    const session = sessions.open(exchange);
    if (session instanceof Promise) {
      session.then(handle).catch(fail);
      return;
    }
    const handled = handle(session);
    if (handled !== undefined) Promise.resolve(handled).catch(fail);
  } catch (error) {
    fail(error);
  }
}

function logAndAnswer(error: unknown, _request: IncomingMessage, response: ServerResponse): void {
  if (statusOf(error) >= 500) console.error(error);
  answerPlainly(error, response);
}

/** A short answer: the error's message below 500, its status otherwise. An answer that has begun is cut off. */
export function answerPlainly(error: unknown, response: ServerResponse): void {
  const status = statusOf(error);
  if (response.writableEnded) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const exposed = error instanceof Error && status < 500;
  response.statusCode = status;
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.end(`${exposed ? error.message : (STATUS_CODES[status] ?? "Error")}\n`);
}
