/** The state of the connection, and what the server told of itself. */

import { type Signal, signal } from "@preact/signals";
import type { Hello } from "sessionscope/protocol";
import type { Endpoint } from "./address.ts";
import { sameEndpoint } from "./visit.ts";

export type Connection =
  /** Nothing is known yet, so the panel says nothing. */
  | { readonly state: "looking" }
  /** The tab shows a page of the browser itself. */
  | { readonly state: "no-page" }
  | { readonly state: "not-allowed"; readonly origin: string }
  /**
   * `status`: the HTTP status that the path answered; null: none. `announced`: responses of the page carry our header
   * nevertheless. `refused`: an endpoint answered, but it does not serve this extension.
   */
  | {
      readonly state: "no-endpoint";
      readonly endpoint: Endpoint;
      readonly status: number | null;
      readonly announced: boolean;
      readonly refused: boolean;
      /** A sentence that says how the server broke the protocol; null: it did not. */
      readonly violation: string | null;
    }
  /** `server`: public id of the project that asks for its token; null: the app chose the token. */
  | { readonly state: "token-required"; readonly endpoint: Endpoint; readonly server: string | null }
  | {
      readonly state: "token-refused";
      readonly endpoint: Endpoint;
      readonly server: string | null;
      /** Tries left this minute; null: the server does not count them. */
      readonly triesLeft: number | null;
    }
  | {
      readonly state: "other-version";
      readonly endpoint: Endpoint;
      readonly versions: readonly number[];
      /** Version of the server's SDK; null: the server did not tell it. */
      readonly sdk: string | null;
    }
  /** `server`: public id of the project; null: the server named none. */
  | { readonly state: "live"; readonly endpoint: Endpoint; readonly server: string | null }
  /** The server does not answer. The panel tries again by itself. */
  | {
      readonly state: "away";
      readonly endpoint: Endpoint;
      /** Time of the last answer, milliseconds since the epoch; null: none yet. */
      readonly answeredAt: number | null;
      readonly nextTryAt: number;
      /** The number of failed tries. */
      readonly tries: number;
    };

/** Whether an action of the user may end this state, perhaps in another panel or on the options page. */
export const waitsForUser = ({ state }: Connection): boolean =>
  state === "not-allowed" || state === "no-endpoint" || state === "token-required" || state === "token-refused";

/** An open connection. All its calls carry its token, even after the storage holds another one. */
export interface Opened {
  readonly endpoint: Endpoint;
  /** Empty: the server asked for none. */
  readonly token: string;
}

/** The connector writes these signals; all others only read them. */
export interface ServerState {
  readonly connection: Signal<Connection>;
  /** The last answer to `hello`; null: none yet. */
  readonly hello: Signal<Hello | null>;
  /** The open connection; null: there is no server to call. */
  readonly opened: Signal<Opened | null>;
  /** The endpoint that the connector calls, or called last. */
  readonly target: Signal<Endpoint | null>;
}

export const createServerState = (): ServerState => ({
  connection: signal<Connection>({ state: "looking" }),
  hello: signal<Hello | null>(null),
  opened: signal<Opened | null>(null),
  target: signal<Endpoint | null>(null),
});

/** The last answer to `hello` from this endpoint; null: none yet, or the connector calls another endpoint. */
export const helloOf = ({ target, hello }: ServerState, endpoint: Endpoint | null): Hello | null =>
  sameEndpoint(target.peek(), endpoint) ? hello.peek() : null;
