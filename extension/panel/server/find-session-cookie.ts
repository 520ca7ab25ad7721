/** Which of the browser's cookies is the session cookie of the endpoint. */

import type { Hello } from "sessionscope/protocol";
import { type Cookie, isLoopback, pathMatches } from "../../cookies/cookie.ts";

/**
 * The one the app reads, out of those the browser holds for the host: right name, a path over the page's (the longest
 * first, as browsers send them), in a partition if the app asks for that, else rather not.
 */
export function findSessionCookie(cookies: readonly Cookie[], url: string, cookie: Hello["cookie"]): Cookie | null {
  const { pathname, protocol, hostname } = new URL(url);
  // A page above the cookie's path still belongs to the app that mounts it there.
  const path = pathMatches(pathname, cookie.path) ? pathname : cookie.path;
  const secure = protocol === "https:" || isLoopback(hostname);
  const rank = (found: Cookie) =>
    found.path.length * 4 + (found.hostOnly ? 2 : 0) + ((found.partition !== null) === cookie.partitioned ? 1 : 0);
  const [best] = cookies
    .filter((found) => found.name === cookie.name && pathMatches(path, found.path) && (secure || !found.secure))
    .sort((a, b) => rank(b) - rank(a));
  return best ?? null;
}
