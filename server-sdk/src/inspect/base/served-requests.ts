/**
 * The requests that the HTTP servers of this process are answering, for libraries whose calls see no request. Node tells of
 * each on its channel "http.server.request.start", right before the app gets it. HTTP/2 servers are not told of.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

export interface ServedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
  /** As it was sent: frameworks change `request.url`. */
  readonly target: string;
}

/** Answers `true` to take a request, which it then answers later: the app never sees it. Must not throw. */
type Taker = (served: ServedRequest) => boolean;

const serving = new AsyncLocalStorage<ServedRequest>();
const takers: Taker[] = [];

/** The request for which this code runs. */
export function servedRequest(): ServedRequest | undefined {
  return serving.getStore();
}

/** From now on every request is offered. */
export function offerRequests(taker: Taker): void {
  if (takers.length === 0) subscribe("http.server.request.start", begin);
  takers.push(taker);
}

function begin(message: unknown): void {
  const { request, response, server } = message as Omit<ServedRequest, "target">;
  const served = { request, response, server, target: request.url ?? "/" };
  serving.enterWith(served);
  if (takers.some((take) => take(served))) withhold(server, request);
}

/** The server emits this request next, in the same breath: that one event does not happen. */
function withhold(server: Server, request: IncomingMessage): void {
  const own = Object.getOwnPropertyDescriptor(server, "emit");
  const { emit } = server;
  const restore = () => {
    if (own) Object.defineProperty(server, "emit", own);
    else Reflect.deleteProperty(server, "emit");
  };
  const without = (...event: Parameters<typeof emit>) => event[1] === request || emit.apply(server, event);
  Object.defineProperty(server, "emit", { value: without, configurable: true, writable: true });
  queueMicrotask(restore);
}
