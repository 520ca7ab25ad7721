/** The contract of another library's sessions that are adopted: read once, and then our own. One file per library in `adopt/`. */

import type { CookiePolicy } from "./cookie.ts";
import type { ExpiryValue } from "./expiry.ts";

/** A cookie of the old library: where the browser keeps it, so that it can be told to drop it. */
export interface OldCookie extends Omit<CookiePolicy, "cookieHttpOnly"> {
  /** Its values have the form of our session keys: under the name of ours, only the stores tell whose one is. */
  readonly looksLikeOurs?: boolean;
}

export interface OldSessions {
  /** For people: "express-session". Part of the names of adoption marks: two libraries with different secrets need different ones. */
  readonly library: string;
  /** The first is the one without which there is no session; all are dropped. */
  readonly cookies: readonly [OldCookie, ...OldCookie[]];
  /** The session that the cookie names, or is. `null`: the cookie is not the library's, or somebody has altered it. */
  find(cookieHeader: string): Promise<FoundSession | null>;
  /** What the new session holds. `null`: this session is not adopted. What it throws is reported, and nothing is adopted. */
  map(data: OldData, session: OldContent): Adopted | null | Promise<Adopted | null>;
}

export interface FoundSession {
  /** Tells the session from all others, and only its browser knows it. `null`: nothing does, so that each request begins a session. */
  readonly id: string | null;
  /** Milliseconds since the epoch: how long the cookie would be believed, because nothing can end it. `null`: `end` ends it. */
  readonly replayableUntil: number | null;
  /**
   * `null`: there is none any more.
   * @throws UnusableSessionError when what is there cannot be used, anything else when the old store failed.
   */
  load(): Promise<OldContent | null>;
  /** Removes the session from its store. Does nothing where there is none, or none any more. */
  end(): Promise<void>;
}

/** As the old library had it. Nothing of it has been checked but that it is an object. */
export type OldData = Readonly<Record<string, unknown>>;

export interface OldContent {
  readonly data: OldData;
  /** Whose it is, as far as the library knows. */
  readonly user: string | null;
  /** Milliseconds since the epoch. `null`: the library does not tell. */
  readonly expiresAt: number | null;
}

/** A new session, made of an old one. */
export interface Adopted {
  readonly data: object;
  /** As by `session.bindUser`. Left out: as the library knows it, if it does. */
  readonly user?: string | null;
  /** As by `session.setExpiry`. Left out: the settings decide. */
  readonly expiry?: ExpiryValue;
}

/** What is stored cannot be a session: it is reported, and the visitor has none. */
export class UnusableSessionError extends Error {}
