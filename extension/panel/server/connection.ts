/** What the panel knows of the server it looks at. */

import { type Signal, signal } from "@preact/signals";
import type { Hello } from "sessionscope/protocol";
import type { Endpoint } from "./address.ts";
import { sameEndpoint } from "./visit.ts";

export type Connection =
  /** Nothing is known yet; nothing is said. */
  | { readonly state: "looking" }
  /** The tab shows a page of the browser itself. */
  | { readonly state: "no-page" }
  | { readonly state: "not-allowed"; readonly origin: string }
  /**
   * `status`: what the path answered. `announced`: responses carry our header all the same. `refused`: an endpoint
   * answered, and it does not serve this extension.
   */
  | {
      readonly state: "no-endpoint";
      readonly endpoint: Endpoint;
      readonly status: number | null;
      readonly announced: boolean;
      readonly refused: boolean;
      /** How its answer broke the protocol; null if it is not an endpoint at all. */
      readonly violation: string | null;
    }
  /** `server`: public id of the project whose token is asked for; null: the app chose the token. */
  | { readonly state: "token-required"; readonly endpoint: Endpoint; readonly server: string | null }
  | {
      readonly state: "token-refused";
      readonly endpoint: Endpoint;
      readonly server: string | null;
      /** Tries left this minute; null: the server counts none. */
      readonly triesLeft: number | null;
    }
  | {
      readonly state: "other-version";
      readonly endpoint: Endpoint;
      readonly versions: readonly number[];
      /** Version of the server's package, if it said so. */
      readonly sdk: string | null;
    }
  /** `server`: public id of the project; null: it named none. */
  | { readonly state: "live"; readonly endpoint: Endpoint; readonly server: string | null }
  /** Nobody answers. Tried again by itself. */
  | {
      readonly state: "away";
      readonly endpoint: Endpoint;
      /** Milliseconds since the epoch of the last answer; null: none yet. */
      readonly answeredAt: number | null;
      readonly nextTryAt: number;
      /** How many tries have failed. */
      readonly tries: number;
    };

/** Does it end by something the user does, perhaps elsewhere? */
export const waitsForUser = ({ state }: Connection): boolean =>
  state === "not-allowed" || state === "no-endpoint" || state === "token-required" || state === "token-refused";

/** What a connection was opened with. Every call of it carries this, whatever is kept by then. */
export interface Opened {
  readonly endpoint: Endpoint;
  /** Empty: the server asked for none. */
  readonly token: string;
}

/** The connector writes it; others read. */
export interface ServerState {
  readonly connection: Signal<Connection>;
  /** What the server said of itself when it last answered; null: nothing yet. */
  readonly hello: Signal<Hello | null>;
  /** What calls carry now; null: there is nobody to call. */
  readonly opened: Signal<Opened | null>;
  /** Where the connector looks, or looked last. */
  readonly target: Signal<Endpoint | null>;
}

export const createServerState = (): ServerState => ({
  connection: signal<Connection>({ state: "looking" }),
  hello: signal<Hello | null>(null),
  opened: signal<Opened | null>(null),
  target: signal<Endpoint | null>(null),
});

/** What the server at this endpoint said of itself, if the connector looks there; null: nothing is known of it. */
export const helloOf = ({ target, hello }: ServerState, endpoint: Endpoint | null): Hello | null =>
  sameEndpoint(target.peek(), endpoint) ? hello.peek() : null;
