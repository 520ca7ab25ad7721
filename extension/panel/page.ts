/** The inspected page. */

import type { Platform } from "../platform/platform.ts";

export interface Page {
  readonly url: string;
  /** "http://localhost:3000"; null for a page of the browser itself, which is closed to extensions. */
  readonly origin: string | null;
  /** The number of navigations, so that a reload of the same address counts as a new page. */
  readonly visit: number;
}

/** The origin of an address, "http://localhost:3000"; null for an error page or an address that is not on the web. */
export function webOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? origin : null;
}

/** The page on which the panel opens, even if the tab navigates while the browser answers. */
export async function firstPage(inspected: Platform["page"]): Promise<Page> {
  const asking = new AbortController();
  let arrived: string | null = null;
  inspected.onNavigated((url) => {
    arrived = url;
  }, asking.signal);
  const asked = await inspected.url();
  asking.abort();
  const url = arrived ?? asked;
  return { url, origin: webOrigin(url), visit: 0 };
}

/** The page after a navigation. If the browser shows an error page because the server is down, the requested page. */
export function pageAfter(before: Page, navigatedTo: string): Page {
  const url = navigatedTo.startsWith("chrome-error:") ? before.url : navigatedTo;
  return { url, origin: webOrigin(url), visit: before.visit + 1 };
}
