/** Whether there is a server to talk to, and if not, exactly why. Pure: state.ts moves it. */

import type { Endpoint } from "./client.ts";

export type Connection =
  /** Nothing is known yet; nothing is said. */
  | { readonly state: "looking" }
  /** The tab shows a page of the browser itself. */
  | { readonly state: "no-page" }
  | { readonly state: "not-allowed"; readonly origin: string }
  /** `status`: what the path answered; null: nobody listens there. */
  | { readonly state: "no-endpoint"; readonly endpoint: Endpoint; readonly status: number | null }
  | { readonly state: "token-required"; readonly endpoint: Endpoint }
  | { readonly state: "token-refused"; readonly endpoint: Endpoint; readonly triesLeft: number }
  | {
      readonly state: "other-version";
      readonly endpoint: Endpoint;
      readonly versions: readonly number[];
      /** Version of the server's package, if it said so. */
      readonly sdk: string | null;
    }
  | { readonly state: "live"; readonly endpoint: Endpoint }
  /** It answered before, or its header was seen, and does not now. Tried again by itself. */
  | {
      readonly state: "away";
      readonly endpoint: Endpoint;
      /** Milliseconds since the epoch of the last answer; null: none yet. */
      readonly answeredAt: number | null;
      readonly nextTryAt: number;
      readonly tries: number;
      /** A try is under way. */
      readonly trying: boolean;
    };
