/** Where the wrapper is mounted, by a request that reaches it. */

import type { SessionRequest } from "./library.ts";

/** The target as the app's routers have left it. */
export const targetOf = ({ url = "/" }: SessionRequest): string => url;

/** The whole target, as it was sent. */
export const sentTargetOf = ({ originalUrl, url = "/" }: SessionRequest): string => originalUrl ?? url;

/** The path that routers have cut off in front of the target; empty: none. */
export function baseOf({ baseUrl, originalUrl, url = "/" }: SessionRequest): string {
  if (baseUrl !== undefined) return baseUrl;
  if (originalUrl === undefined || originalUrl === url) return "";
  // connect puts a slash in place of a path that was cut off wholly.
  if (originalUrl.endsWith(url)) return originalUrl.slice(0, -url.length);
  return url.startsWith("/?") && originalUrl.endsWith(url.slice(1))
    ? originalUrl.slice(0, 1 - url.length)
    : originalUrl;
}
