/** Adopts sessions of cookie-session: `adopt: adoptCookieSession({ cookieSession, keys, until, map })`. */

import { createHash } from "node:crypto";
import type { OldData, OldSessions } from "../core/old-sessions.ts";
import { type AdoptOptions, checkedMap } from "./base/app-map.ts";
import { type CookieOptions, oldCookie } from "./base/old-cookie.ts";
import { checkedUntil, type ReplayableOptions } from "./base/replayable.ts";

export type { Adopted, OldContent, OldData, OldSessions } from "./base/app-map.ts";

/** The package cookie-session itself, which verifies the signature. */
// biome-ignore lint/suspicious/noExplicitAny: its types are not ours to require
export type CookieSession = (options: any) => (request: any, response: any, next: () => void) => void;

/** The options that the app gave to cookie-session, and the package itself. */
export interface CookieSessionAdoption extends AdoptOptions, ReplayableOptions, CookieOptions {
  /** `require("cookie-session")` */
  readonly cookieSession: CookieSession;
  readonly keys?: readonly string[];
  readonly secret?: string;
  /** "session" unless the app gave another. */
  readonly name?: string;
  /**
   * What only one browser has in its session, such as the secret of a CSRF protection: by it a session is adopted once.
   * Without it visitors with the same data have the same cookie, and nothing tells one from the other.
   */
  identity?(data: OldData): string | null;
}

/**
 * Sessions of cookie-session for the setting `adopt`. Without `identity` every request that brings the old cookie, and none
 * of ours, begins a session: it is never handed to two browsers.
 * @throws TypeError for options that cannot work.
 */
export function adoptCookieSession(options: CookieSessionAdoption): OldSessions {
  const { cookieSession, name = "session", secret, keys = secret === undefined ? [] : [secret], identity } = options;
  if (typeof cookieSession !== "function") throw new TypeError('adopt needs cookieSession: require("cookie-session").');
  if (keys.length === 0) throw new TypeError("adopt needs keys or secret: a cookie that nobody signed is anybody's.");
  const until = checkedUntil(options);
  const middleware = cookieSession({ name, keys, signed: true });
  return {
    library: "cookie-session",
    cookies: [oldCookie(name, options), oldCookie(`${name}.sig`, options)],
    map: checkedMap(options),
    async find(cookieHeader) {
      const data = dataIn(middleware, cookieHeader);
      if (data === null) return null;
      const own = identity?.(data) ?? null;
      return {
        // The app's own value may be short: it alone must not lead to the key that a mark keeps.
        id:
          own === null
            ? null
            : createHash("sha256")
                .update(JSON.stringify([keys[0], own]))
                .digest("base64url"),
        replayableUntil: until,
        load: async () => ({ data, user: null, expiresAt: until }),
        end: async () => {},
      };
    },
  };
}

/** Asks cookie-session. `null`: it finds no session in these cookies that it has signed. */
function dataIn(middleware: ReturnType<CookieSession>, cookieHeader: string): OldData | null {
  // A signature by an older key is renewed in the response: this one reaches nobody.
  const socket = { encrypted: true };
  const request = { headers: { cookie: cookieHeader }, socket, connection: socket } as { session?: OldSession };
  const response = { writeHead() {}, getHeader() {}, setHeader() {} };
  middleware(request, response, () => {});
  const { session } = request;
  return session && !session.isNew ? { ...session } : null;
}

interface OldSession extends Record<string, unknown> {
  readonly isNew: boolean;
}
