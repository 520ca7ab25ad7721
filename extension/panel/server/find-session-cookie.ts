/** Finds the session cookie of the endpoint among the browser's cookies. */

import type { Hello } from "sessionscope/protocol";
import { type Cookie, isLoopback, pathMatches } from "../../cookies/cookie.ts";

/**
 * The cookie that the app reads, among those that the browser holds for the host. Its name and path must match. Of
 * several, the longest path wins, because browsers send that cookie first; then the host's own cookie wins over the
 * domain's; then a partitioned cookie wins if the app asks for one, else an unpartitioned one.
 */
export function findSessionCookie(cookies: readonly Cookie[], url: string, cookie: Hello["cookie"]): Cookie | null {
  const { pathname, protocol, hostname } = new URL(url);
  // The app may be mounted below the page. Then the cookie's own path counts instead of the page's.
  const path = pathMatches(pathname, cookie.path) ? pathname : cookie.path;
  const secure = protocol === "https:" || isLoopback(hostname);
  const rank = (found: Cookie) =>
    found.path.length * 4 + (found.hostOnly ? 2 : 0) + ((found.partition !== null) === cookie.partitioned ? 1 : 0);
  const [best] = cookies
    .filter((found) => found.name === cookie.name && pathMatches(path, found.path) && (secure || !found.secure))
    .sort((a, b) => rank(b) - rank(a));
  return best ?? null;
}
