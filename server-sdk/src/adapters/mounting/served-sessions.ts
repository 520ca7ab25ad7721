/** Sessions for frameworks that take no middleware, where Node's own server is: code asks for the session of the request for which it runs. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { UnsupportedError } from "../../core/errors.ts";
import { openSessionOf, type Session } from "../../core/session/property-access.ts";
import type { Sessions } from "../../create-sessions.ts";
import { filterRequests, servedRequest } from "../node-http/served-requests.ts";
import { answerDebugCall, answerPlainly, isDebugCall, NodeExchange, statusOf } from "../node-http.ts";

/** Bundlers copy this module into several parts of an app: they find the session at the request. */
const key: unique symbol = Symbol.for("sessionscope.served-sessions");

export interface ServedSession {
  readonly session: Session;
  /** Saves now, not only when the answer leaves. The session takes no change after that. */
  save(): Promise<void>;
}

/** A request that has passed `serveSessions`. */
interface WithSession {
  /** Opens the session at the first call. */
  [key]?: () => Promise<ServedSession>;
}

/** From now on every request of this process has these sessions. A later call takes the place of an earlier one. */
export function serveSessions<Data extends object>(sessions: Sessions<Data>): void {
  const { endpoint } = sessions;
  let requests = 0;
  filterRequests(({ request, response, target }, pass) => {
    if (endpoint && isDebugCall(endpoint, target)) {
      answerDebugCall(endpoint, request, response, target).catch((error) => answerError(error, response));
      return;
    }
    let opened: Promise<ServedSession> | undefined;
    (request as WithSession)[key] = () => (opened ??= open(sessions, request, response));
    if (endpoint) {
      response.setHeader(endpoint.header, endpoint.announce(`unopened-${++requests}`));
      response.once("close", () => opened ?? endpoint.withoutSession());
    }
    pass();
  }, key);
}

/**
 * Of the request for which this code runs. `otherwise`: what to do where there is none.
 * @throws UnsupportedError with that text.
 */
export async function servedSession(otherwise: string): Promise<ServedSession> {
  const opener = (servedRequest()?.request as WithSession | undefined)?.[key];
  if (opener) return opener();
  throw new UnsupportedError(`This request has no sessions. ${otherwise}`);
}

async function open<Data extends object>(
  sessions: Sessions<Data>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ServedSession> {
  const exchange = new NodeExchange(sessions, request, response, (error) => answerError(error, response));
  const session = (await sessions.open(exchange)) as Session;
  if (response.headersSent) {
    openSessionOf(session).close("Change it before the first byte of the answer.");
    return { session, save: async () => {} };
  }
  // The commit announces the endpoint too, by the request's name in the timeline.
  if (sessions.endpoint) response.removeHeader(sessions.endpoint.header);
  const held = exchange.hold(session as Session<Data>);
  return { session, save: async () => held.commitFirst() };
}

function answerError(error: unknown, response: ServerResponse): void {
  if (statusOf(error) >= 500) console.error(error);
  answerPlainly(error, response);
}
