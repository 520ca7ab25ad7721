/**
 * The requests that the HTTP servers of this process are answering, for libraries whose calls see no request and frameworks
 * that take no middleware. Node tells of each on its channel "http.server.request.start", right before the app gets it. HTTP/2
 * servers are not told of.
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

/** Calls `pass` for a request that the app is to get, at once or later, or else answers it. Must not throw. */
export type RequestFilter = (served: ServedRequest, pass: () => void) => void;

/** Bundlers copy this module into several parts of an app: those of one process share what is here. */
interface Shared {
  readonly serving: AsyncLocalStorage<ServedRequest>;
  /** By name. */
  readonly filters: Map<unknown, RequestFilter>;
  /** Somebody hears Node's channel. */
  heard: boolean;
}

const key: unique symbol = Symbol.for("sessionscope.served-requests");
const place = globalThis as { [key]?: Shared };
place[key] ??= { serving: new AsyncLocalStorage(), filters: new Map(), heard: false };
const shared: Shared = place[key];

/** The request for which this code runs. */
export function servedRequest(): ServedRequest | undefined {
  return shared.serving.getStore();
}

/**
 * From now on every request passes this filter, after those that were here before. A filter that was given the same name
 * leaves: development servers load a module again when it has changed.
 */
export function filterRequests(filter: RequestFilter, name: unknown = filter): void {
  shared.filters.set(name, filter);
  if (shared.heard) return;
  shared.heard = true;
  subscribe("http.server.request.start", begin);
}

function begin(message: unknown): void {
  const { request, response, server } = message as Omit<ServedRequest, "target">;
  const served = { request, response, server, target: request.url ?? "/" };
  shared.serving.enterWith(served);
  const filters = [...shared.filters.values()];
  let atOnce = true;
  let passed = false;
  const pass = (): void => {
    const filter = filters.shift();
    if (filter) filter(served, pass);
    else if (atOnce) passed = true;
    else server.emit("request", request, response);
  };
  pass();
  atOnce = false;
  if (!passed) withhold(server, request);
}

/** The server emits this request next, in the same breath: that one event does not happen. */
function withhold(server: Server, request: IncomingMessage): void {
  const own = Object.getOwnPropertyDescriptor(server, "emit");
  const { emit } = server;
  let there = true;
  const restore = () => {
    if (!there) return;
    there = false;
    if (own) Object.defineProperty(server, "emit", own);
    else Reflect.deleteProperty(server, "emit");
  };
  const without = (...event: Parameters<typeof emit>) => {
    if (event[1] !== request) return emit.apply(server, event);
    restore();
    return true;
  };
  Object.defineProperty(server, "emit", { value: without, configurable: true, writable: true });
  queueMicrotask(restore);
}
