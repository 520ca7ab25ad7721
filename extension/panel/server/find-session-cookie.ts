/** Finds the session cookie of the endpoint among the browser's cookies, and the cookies that belong to it. */

import type { Hello } from "sessionscope/protocol";
import { type Cookie, isLoopback, pathMatches } from "../../cookies/cookie.ts";

/** The name of the session cookie, or of one that belongs to it: its signature, a chunk of its value. */
export const isOwnName = ({ name, more = [] }: Pick<Hello["cookie"], "name" | "more">, other: string): boolean =>
  other === name || more.some((one) => fits(one, other));

/** A beginning and `*` fits longer names. `*` alone would be every cookie, and fits none. */
const fits = (one: string, name: string): boolean =>
  one.length > 1 && one.endsWith("*") ? name.length >= one.length && name.startsWith(one.slice(0, -1)) : one === name;

/**
 * The cookies that the app reads, among those that the browser holds for the host: the session cookie first, then those
 * that belong to it by name, a chunk `10` after a chunk `9`. Their paths must match. Of several with one name, the longest
 * path wins, because browsers send that cookie first; then the host's own cookie wins over the domain's; then a partitioned
 * cookie wins if the app asks for one, else an unpartitioned one.
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
    if (!isOwnName(cookie, found.name) || !pathMatches(path, found.path) || (found.secure && !secure)) continue;
    const other = best.get(found.name);
    if (other === undefined || rank(found) > rank(other)) best.set(found.name, found);
  }
  const isMain = ({ name }: Cookie) => Number(name === cookie.name);
  return [...best.values()].sort((a, b) => isMain(b) - isMain(a) || byNumber.compare(a.name, b.name));
}

const byNumber = new Intl.Collator("en", { numeric: true });
