/** Sessions over WebSockets (`ws`, socket.io, any server that has the upgrade's request). */

import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Exchange } from "../core/exchange.ts";
import { openSessionOf, type Session } from "../core/session/property-access.ts";
import type { SessionData } from "../core/session/session-data.ts";
import type { GivenSessions, Sessions } from "../create-sessions.ts";
import { waitForSessions } from "./mounting/opened-sessions.ts";
import { pathOf } from "./node-http.ts";

/** An upgrade request, long answered: nothing that needs a cookie to be set can be done any more. */
class SocketExchange<Data extends object> implements Exchange {
  readonly status = 101;
  readonly isSocket = true;
  session: Session<Data> | undefined;
  readonly #request: IncomingMessage;
  readonly #sessions: Sessions<Data>;

  constructor(sessions: Sessions<Data>, request: IncomingMessage) {
    this.#sessions = sessions;
    this.#request = request;
  }

  get method(): string {
    return this.#request.method ?? "GET";
  }
  get path(): string {
    return pathOf(this.#request.url ?? "/");
  }
  get secure(): boolean {
    return (this.#request.socket as Partial<TLSSocket>).encrypted === true;
  }
  get cookieHeader(): string | undefined {
    return this.#request.headers.cookie;
  }
  /**
   * A change or the end of a stored session needs no answer to the browser. A new session, a new key, and any change of a
   * session that lives in its cookie need one, and it is too late for that.
   */
  get sent(): boolean {
    const open = openSessionOf(this.session!);
    if (this.#sessions.store.kind === "client") return open.flushed || !open.empty;
    return (open.nextKey !== null || open.known === null) && !open.empty;
  }
  /** The cookie keeps its age until the next HTTP response. */
  addHeader(): void {}
}

/**
 * Opens the session behind an upgrade's cookie as it is now, lets `use` work with it, and saves what that changed, as a
 * request of its own: call it for every message that needs the session. What `use` returns is passed on.
 *
 * `session.isEmpty()` is true, after a look, when the visitor has none, or has signed out or in since: close the socket.
 * @throws HeadersSentError when `use` starts a session, cycles its key, or changes or flushes one that lives in its cookie:
 * do that in an HTTP request. SessionInterruptedError when it ended meanwhile, StoreError when the store failed. What `use`
 * throws; nothing is saved then.
 * @example
 * import { WebSocketServer } from "ws";
 * import { useSession } from "sessionscope/web-socket";
 *
 * const server = new WebSocketServer({ noServer: true });
 * server.on("connection", (socket, request) => {
 *   socket.on("message", async () => {
 *     socket.send(await useSession(sessions, request, (session) => `Hello, ${session.get("user", "stranger")}`));
 *   });
 * });
 */
export async function useSession<Result, Data extends object = SessionData>(
  given: GivenSessions<Data>,
  request: IncomingMessage,
  use: (session: Session<Data>) => Result | Promise<Result>,
): Promise<Result> {
  const sessions = await waitForSessions(given, "useSession");
  const exchange = new SocketExchange(sessions, request);
  const session = await sessions.open(exchange);
  exchange.session = session;
  const result = await use(session);
  await sessions.commit(session);
  return result;
}
