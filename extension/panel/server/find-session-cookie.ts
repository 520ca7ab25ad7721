/** Finds the session cookie of the endpoint among the browser's cookies, and the cookies that belong to it. */

import { type Hello, isSessionCookie, uuidNames } from "sessionscope/protocol";
import { type Cookie, isLoopback, pathMatches } from "../../cookies/cookie.ts";

/**
 * The cookies that the app reads, among those that the browser holds for the host: the session cookie first, then those
 * that belong to it by name, a chunk `10` after a chunk `9`. Their paths must match. Of several with one name, the longest
 * path wins, because browsers send that cookie first; then the host's own cookie wins over the domain's; then a partitioned
 * cookie wins if the app asks for one, else an unpartitioned one. Of cookies that are named with a UUID, only the one counts
 * that the session cookie names: other apps of the host have such cookies too.
 */
export function findSessionCookies(
  cookies: readonly Cookie[],
  url: string,
  cookie: Hello["cookie"],
): readonly Cookie[] {
  const { pathname, protocol, hostname } = new URL(url);
  // The app may be mounted below the page. Then the cookie's own path counts instead of the page's.
  const path = pathMatches(pathname, cookie.path) ? pathname : cookie.path;
  const secure = protocol === "https:" || isLoopback(hostname);
  const rank = (found: Cookie) =>
    found.path.length * 4 + (found.hostOnly ? 2 : 0) + ((found.partition !== null) === cookie.partitioned ? 1 : 0);
  const best = new Map<string, Cookie>();
  for (const found of cookies) {
    if (!isSessionCookie(cookie, found.name) || !pathMatches(path, found.path) || (found.secure && !secure)) continue;
    const other = best.get(found.name);
    if (other === undefined || rank(found) > rank(other)) best.set(found.name, found);
  }
  const texts = textsIn(best.get(cookie.name)?.value ?? "");
  const byForm = { ...cookie, more: cookie.more?.filter((one) => one !== uuidNames) };
  const own = ({ name }: Cookie) => isSessionCookie(byForm, name) || texts.some((text) => text.includes(name));
  const isMain = ({ name }: Cookie) => Number(name === cookie.name);
  return [...best.values()].filter(own).sort((a, b) => isMain(b) - isMain(a) || byNumber.compare(a.name, b.name));
}

const byNumber = new Intl.Collator("en", { numeric: true });

/** The value as it is, and what it has in base64: an id that is signed. */
function textsIn(value: string): string[] {
  const parts = value.replace(/%../g, " ").match(/[\w+/-]{48,}/g) ?? [];
  const decoded = parts.map((part) =>
    atob(
      part
        .slice(0, part.length & ~3)
        .replaceAll("-", "+")
        .replaceAll("_", "/"),
    ),
  );
  return [value, ...decoded];
}
