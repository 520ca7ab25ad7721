/** The session cookie of the endpoint: which of the browser's cookies it is, and putting there what a server answered. */

import type { Hello } from "sessionscope/protocol";
import { pathMatches } from "../cookies/cookie.ts";
import { askedBy, parseSetCookie } from "../cookies/set-cookie.ts";
import { registrable, relation } from "../cookies/site.ts";
import type { Cookie, CookieStore } from "../platform/platform.ts";

/**
 * The one the app reads, out of those the browser holds for the host: right name, a path over the page's (the longest
 * first, as browsers send them), in a partition if the app asks for that, else rather not.
 */
export function findSessionCookie(cookies: readonly Cookie[], url: string, cookie: Hello["cookie"]): Cookie | null {
  const { pathname, protocol, hostname } = new URL(url);
  // A page above the cookie's path still belongs to the app that mounts it there.
  const path = pathMatches(pathname, cookie.path) ? pathname : cookie.path;
  const secure = protocol === "https:" || /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  const rank = (found: Cookie) =>
    found.path.length * 4 + (found.hostOnly ? 2 : 0) + ((found.partition !== null) === cookie.partitioned ? 1 : 0);
  const [best] = cookies
    .filter((found) => found.name === cookie.name && pathMatches(path, found.path) && (secure || !found.secure))
    .sort((a, b) => rank(b) - rank(a));
  return best ?? null;
}

/**
 * Does in the browser what the lines ask for, and reads back.
 * @param url of the endpoint; @param page the inspected page's: partitions belong to its site.
 * @returns the names of cookies that the browser did not store, or did not let go.
 */
export async function applyCookies(
  store: CookieStore,
  lines: readonly string[],
  { url, page, now, held }: { url: URL; page: URL; now: number; held: Cookie | null },
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const line of lines) {
    const { partitioned, shortened: _, ...asked } = askedBy(parseSetCookie(line), url, now);
    const crossSiteAncestor = relation(url, page) !== "same-site";
    const topLevelSite = `${page.protocol}//${registrable(page.hostname)}`;
    const partition = partitioned ? (held?.partition ?? { topLevelSite, crossSiteAncestor }) : null;
    const cookie: Cookie = { ...asked, partition };
    const gone = cookie.expiresAt !== null && cookie.expiresAt <= now;
    const done = gone ? await store.remove(cookie) : (await store.set(cookie))?.value === cookie.value;
    if (!done) failed.push(cookie.name);
  }
  return failed;
}
