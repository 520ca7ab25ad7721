/** The attributes with which the old library set its cookie, as apps wrote them: a browser drops only the cookie that has the same. */

import type { OldCookie } from "../../core/old-sessions.ts";

/** As express-session and others take them; what is left out here does not matter to dropping the cookie. */
export interface CookieOptions {
  readonly path?: string | undefined;
  readonly domain?: string | undefined;
  readonly secure?: boolean | "auto" | undefined;
  readonly sameSite?: boolean | "lax" | "strict" | "none" | "Lax" | "Strict" | "None" | undefined;
  readonly partitioned?: boolean | undefined;
}

const sameSites = { lax: "Lax", strict: "Strict", none: "None" } as const;

export function oldCookie(cookieName: string, options: CookieOptions = {}): OldCookie {
  const { path = "/", domain, secure = false, sameSite = false, partitioned = false } = options;
  return {
    cookieName,
    cookiePath: path,
    cookieDomain: domain ?? null,
    // A browser takes a cookie without Secure, too, unless name, SameSite or Partitioned ask for it.
    cookieSecure: secure === true || /^__(host|secure)-/i.test(cookieName),
    cookieSameSite:
      sameSite === true ? "Strict" : sameSite === false ? false : sameSites[sameSite.toLowerCase() as "lax"],
    cookiePartitioned: partitioned,
  };
}
