/** What an adapter gives the core: one request and its response, and the debug calls that come in beside them. */

export interface Exchange {
  readonly method: string;
  /** Path without query, for events and the timeline. */
  readonly path: string;
  /** The client's connection is TLS, as far as the adapter may believe it. */
  readonly secure: boolean;
  /** Nothing says that the browser speaks TLS, not even a header that nobody believes. Decides over a warning alone. */
  readonly plainHttp?: boolean;
  readonly cookieHeader: string | undefined;
  /** The response's status, read at commit. */
  readonly status: number;
  /** Headers are out: a commit that needs one then fails, loudly. */
  readonly sent: boolean;
  /** A message on a socket, or whatever else can set no cookie: no session of another library is adopted then. */
  readonly isSocket?: boolean;
  /** Adds to the header; never replaces what the app has set. `Vary` is merged. */
  addHeader(name: string, value: string): void;
  /** Answers with an error of the session that a handler was given and nobody caught; false: there is nothing to answer any more. */
  uncaught?(error: unknown): boolean;
}

/** A request under the debug endpoint's path, as raw as the gate needs it. */
export interface DebugCall {
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  readonly httpVersion: string;
  /** Name, value, name, value, as received: duplicates are visible. */
  readonly rawHeaders: readonly string[];
  /** Of the socket, never of a header; undefined on sockets without an address. */
  readonly remoteAddress: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

export interface DebugAnswer {
  readonly status: number;
  /** A list: the header comes once for each value. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** A stream for live events; it ends with the call's signal. */
  readonly body: string | AsyncIterable<string>;
  /** Aborted when the connection must be cut at once, without waiting for a reader that does not read. */
  readonly stalled?: AbortSignal;
}

/** The debug endpoint as adapters and the core see it; `debug/endpoint.ts` makes it, only when debug is on. */
export interface DebugEndpoint {
  /** Calls to exactly this path are the endpoint's, whatever their method. */
  readonly path: string;
  /** Whether a call below the path is the endpoint's too, by its target: the cookie lab has such, for a minute. */
  ownsBelow(target: string): boolean;
  handle(call: DebugCall): Promise<DebugAnswer>;
  /** The name and the value of the header that every response of the app carries, by which the panel finds the endpoint. */
  readonly header: string;
  announce(requestId: string): string;
  /** A request has ended that had no session and asked for none. */
  withoutSession(): void;
}
