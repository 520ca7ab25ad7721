/** What all tabs share: the page, the connection, the session cookie, what the user chose. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { CallCommand, Event, Hello } from "sessionscope/protocol";
import type { Cookie, Platform } from "../platform/platform.ts";
import type { Endpoint } from "./client.ts";
import type { Connection } from "./connection.ts";
import type { History } from "./history.ts";
import type { Options, Sites } from "./options.ts";

export interface Page {
  readonly url: string;
  /** "http://localhost:3000"; null: a page of the browser itself, closed to extensions. */
  readonly origin: string | null;
  /** Counts the navigations seen, so that a reload of the same address is noticed. */
  readonly visit: number;
}

/**
 * The session may have changed. Read again if `event` is null, or names the session at hand.
 * `count` grows each time, so that two stirs in a row differ.
 */
export interface Stir {
  readonly count: number;
  readonly event: Event | null;
}

/** Everything a tab is given. Signals are read in views and effects; actions are the functions. */
export interface Panel {
  readonly platform: Platform;
  /** A message of public/_locales. */
  readonly text: Platform["text"];

  readonly page: ReadonlySignal<Page>;
  readonly connection: ReadonlySignal<Connection>;
  /** True while calls can be answered. */
  readonly live: ReadonlySignal<boolean>;
  /** What the server said of itself when it last answered; stays while it is away, null for another endpoint. */
  readonly hello: ReadonlySignal<Hello | null>;
  /** Endpoints seen in the page and its frames, the page's own first. */
  readonly endpoints: ReadonlySignal<readonly Endpoint[]>;
  /** May cookies of the page's origin be read and written? null: not known yet. */
  readonly allowed: ReadonlySignal<boolean | null>;

  /** Cookies the browser holds for the page. */
  readonly cookies: ReadonlySignal<readonly Cookie[]>;
  /** The session cookie the browser holds for the endpoint; null: none, or its name is not known yet. */
  readonly sessionCookie: ReadonlySignal<Cookie | null>;
  /** Changes when the session should be read again. */
  readonly stir: ReadonlySignal<Stir>;
  /** The server's clock, milliseconds since the epoch; ticks each second while somebody watches. */
  readonly now: ReadonlySignal<number>;

  readonly options: ReadonlySignal<Options>;
  readonly sites: ReadonlySignal<Sites>;
  readonly history: History;
  /** What is said to screen readers: politely (at most one per 2 s, the last one wins), or at once. */
  announce(sentence: string, urgency?: "polite" | "assertive"): void;

  /**
   * Calls a command for this page's session, applies the cookies of the answer to the browser and reads them back.
   * Rejects with `CallFailed`; the connection then says so as well where it is at fault.
   */
  readonly call: CallCommand;
  /** Reads the cookies again, after a change of one. */
  refreshCookies(): Promise<void>;
  /** Looks for the endpoint again, now. */
  lookAgain(): void;
  /** Another of `endpoints`. */
  choose(endpoint: Endpoint): void;
  /** Keeps a token or a path for an origin and tries with it. */
  keepSite(origin: string, site: { readonly token?: string; readonly path?: string }): Promise<void>;
  /** Asks the user for the permission to read and write the page's cookies. */
  allow(): Promise<void>;
  /** A signal kept in the browser's storage under this name: sizes of panes, what was open. */
  remember<T extends string | number | boolean>(name: string, initial: T): Signal<T>;
}
