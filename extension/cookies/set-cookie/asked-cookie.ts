/** The cookie that a `Set-Cookie` line asks a browser to store. */

import { type Cookie, defaultPath, hostNameOf, isAddress, longestLife, type SameSite } from "../cookie.ts";
import { parseCookieDate } from "../cookie-date.ts";
import { isPublicSuffix } from "../site.ts";
import { attribute, type SetCookie } from "./parse-line.ts";

/** What the line asks a browser to store. Defaults stand in for missing and unusable attributes. */
export interface Asked extends Omit<Cookie, "partition"> {
  readonly partitioned: boolean;
  /** The line asked for more than 400 days. */
  readonly shortened: boolean;
}

/**
 * The cookie that a browser stores when `url` answers with the line at the time `at`. Whether it stores it is the
 * question of `refusal.ts`.
 * @param serverTime the `Date` of the response: browsers count `Expires` from there. Milliseconds since the epoch.
 */
export function askedBy(line: SetCookie, url: URL, at: number, serverTime: number = at): Asked {
  const domain = domainIn(line);
  // With the host's own address or public suffix as Domain, the cookie belongs to that host alone.
  const own = domain === "" || (domain === url.hostname && (isAddress(domain) || isPublicSuffix(domain)));
  const path = attribute(line, "path")?.value ?? "";
  const deadline = deadlineOf(line, at, serverTime);
  const shortened = deadline !== null && deadline > at + longestLife;
  return {
    name: line.name,
    value: line.value,
    domain: own ? url.hostname : domain,
    hostOnly: own,
    path: path.startsWith("/") ? path : defaultPath(url.pathname),
    secure: attribute(line, "secure") !== undefined,
    httpOnly: attribute(line, "httponly") !== undefined,
    sameSite: (attribute(line, "samesite")?.value.toLowerCase() as SameSite | undefined) ?? "unspecified",
    expiresAt: shortened ? at + longestLife : deadline,
    partitioned: attribute(line, "partitioned") !== undefined,
    shortened,
  };
}

/**
 * The domain that the line names, without its dot; empty: it names none. Chromium also reads an IDN that is not
 * punycode.
 */
export function domainIn(line: SetCookie): string {
  const given = attribute(line, "domain")?.value.replace(/^\./, "").toLowerCase() ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
  const ascii = /^[\x00-\x7f]*$/.test(given);
  return ascii || line.rules === "firefox" ? given : hostNameOf(given);
}

function deadlineOf(line: SetCookie, at: number, serverTime: number): number | null {
  const maxAge = attribute(line, "max-age");
  if (maxAge) {
    const seconds = maxAge.value.startsWith("-") ? -1 : Number(maxAge.value);
    return Math.min(at + seconds * 1000, Number.MAX_SAFE_INTEGER);
  }
  const expires = attribute(line, "expires");
  const deadline = expires ? parseCookieDate(expires.value, line.rules) : null;
  return deadline === null ? null : deadline + at - serverTime;
}
