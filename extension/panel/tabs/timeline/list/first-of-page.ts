/** Where a page's requests begin in the list. Pure. */

import type { KnownRequest } from "../known/request.ts";

/** Milliseconds between the request of a page and the word that the browser has gone there. */
const near = 10_000;

/**
 * @param since when the newest request had been made that was known as the browser said that it goes to the page.
 * @returns the page's own request, or the first after it; null: it is not known yet.
 */
export function firstOfPage(
  requests: readonly KnownRequest[],
  { url, since }: { readonly url: string; readonly since: number },
): KnownRequest | null {
  const { pathname } = URL.canParse(url) ? new URL(url) : { pathname: "" };
  const own = requests.findLast(({ path, at }) => path.split("?")[0] === pathname && at >= since - near);
  return own ?? requests.find(({ at }) => at > since) ?? null;
}
