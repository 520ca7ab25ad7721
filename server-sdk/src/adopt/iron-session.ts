/** Adopts sessions of iron-session 8 and 9: `adopt: adoptIronSession({ unsealData, cookieName, password, until, map })`. */

import { cookieValues } from "../core/cookie.ts";
import type { OldSessions } from "../core/old-sessions.ts";
import { type AdoptOptions, checkedMap } from "./base/app-map.ts";
import { type CookieOptions, oldCookie } from "./base/old-cookie.ts";
import { checkedUntil, type ReplayableOptions } from "./base/replayable.ts";

export type { Adopted, OldContent, OldData, OldSessions } from "./base/app-map.ts";

export type IronPassword = string | Record<string, string>;

/** The session options of the app, and iron-session's own `unsealData`. */
export interface IronSessionAdoption extends AdoptOptions, ReplayableOptions {
  /** As iron-session exports it. */
  unsealData<Data>(seal: string, options: { password: IronPassword; ttl?: number }): Promise<Data>;
  readonly cookieName: string;
  readonly password: IronPassword;
  /** Seconds, as the app gave it. */
  readonly ttl?: number;
  readonly cookieOptions?: CookieOptions;
}

/**
 * Sessions of iron-session for the setting `adopt`. A seal is adopted once; each `save()` of the old app made another.
 * @throws TypeError for options that cannot work.
 */
export function adoptIronSession(options: IronSessionAdoption): OldSessions {
  const { unsealData, cookieName, password, ttl, cookieOptions } = options;
  if (typeof unsealData !== "function") throw new TypeError("adopt needs unsealData, which iron-session exports.");
  const until = checkedUntil(options);
  const unsealing = { password, ...(ttl !== undefined && { ttl }) };
  return {
    library: "iron-session",
    cookies: [oldCookie(cookieName, cookieOptions)],
    map: checkedMap(options),
    async find(cookieHeader) {
      const [seal = ""] = cookieValues(cookieHeader, cookieName);
      const data: unknown = await unsealData(seal, unsealing);
      // So it answers for a seal that is forged or has run out.
      if (typeof data !== "object" || data === null || Object.keys(data).length === 0) return null;
      return {
        id: signatureOf(seal),
        replayableUntil: until,
        load: async () => ({ data: { ...data }, user: null, expiresAt: until }),
        end: async () => {},
      };
    },
  };
}

/** The version after the seal is not signed: with another one the same session would look like another. */
function signatureOf(seal: string): string {
  const [signed] = seal.split("~", 1);
  return signed!.slice(signed!.lastIndexOf("*") + 1);
}
