/** The cookie that a `Set-Cookie` line asks a browser to store. */

import { type Cookie, defaultPath, hostNameOf, isAddress, longestLife, type SameSite } from "../cookie.ts";
import { parseCookieDate } from "../cookie-date.ts";
import { isPublicSuffix } from "../site.ts";
import { attribute, type SetCookie } from "./parse-line.ts";

/** What the line asks a browser to store, and where a missing or unusable attribute leaves the choice to it. */
export interface Asked extends Omit<Cookie, "partition"> {
  readonly partitioned: boolean;
  /** The line asked for more than 400 days. */
  readonly shortened: boolean;
}

/**
 * What a browser stores if it stores the line at all, when `url` answers with it at the time `at`.
 * `refusal.ts` says whether it does.
 * @param serverTime the `Date` of the answer: browsers count `Expires` from there.
 */
export function askedBy(line: SetCookie, url: URL, at: number, serverTime: number = at): Asked {
  const domain = domainIn(line);
  // An address or a public suffix that names the host itself makes a cookie of that host.
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

/** The domain that the line names, without its dot; empty: none. Chromium knows an IDN as it is written, too. */
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
