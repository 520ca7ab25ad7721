/** The inspected page. */

import type { Platform } from "../platform/platform.ts";

export interface Page {
  readonly url: string;
  /** "http://localhost:3000"; null: a page of the browser itself, closed to extensions. */
  readonly origin: string | null;
  /** Counts the navigations seen, so that a reload of the same address is noticed. */
  readonly visit: number;
}

/** "http://localhost:3000" of an address; null: not of the web, or an error page. */
export function webOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? origin : null;
}

/** The page that the panel opens on, even if the tab navigates while the browser is asked. */
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

/** The page after a navigation. On the error page of a server that is away, it is still the page that was asked for. */
export function pageAfter(before: Page, navigatedTo: string): Page {
  const url = navigatedTo.startsWith("chrome-error:") ? before.url : navigatedTo;
  return { url, origin: webOrigin(url), visit: before.visit + 1 };
}
