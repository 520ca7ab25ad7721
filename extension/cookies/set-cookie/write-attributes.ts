/** Writes a cookie with all its attributes as a `Set-Cookie` line. */

import type { Cookie, SameSite } from "../cookie.ts";
import { formatCookieDate } from "../cookie-date.ts";

/** The line with which a browser stores this cookie. */
export function formatSetCookie(cookie: Cookie): string {
  const parts = [`${cookie.name}=${cookie.value}`];
  if (!cookie.hostOnly) parts.push(`Domain=${cookie.domain}`);
  parts.push(`Path=${cookie.path}`);
  if (cookie.expiresAt !== null) parts.push(`Expires=${formatCookieDate(cookie.expiresAt)}`);
  if (cookie.httpOnly) parts.push("HttpOnly");
  if (cookie.secure) parts.push("Secure");
  if (cookie.sameSite !== "unspecified") parts.push(`SameSite=${sameSiteWord(cookie.sameSite)}`);
  if (cookie.partition !== null) parts.push("Partitioned");
  return parts.join("; ");
}

/** SameSite as a line has it: "Lax". */
export const sameSiteWord = (sameSite: Exclude<SameSite, "unspecified">): string =>
  sameSite.charAt(0).toUpperCase() + sameSite.slice(1);
