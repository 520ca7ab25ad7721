/** The inspected page. */

import type { Platform } from "../platform/platform.ts";

export interface Page {
  readonly url: string;
  /** "http://localhost:3000"; null: a page of the browser itself, closed to extensions. */
  readonly origin: string | null;
  /** Counts the navigations seen, so that a reload of the same address is noticed. */
  readonly visit: number;
}

/** Where the tab is, even if it moves while it is asked. */
export async function firstUrl(page: Platform["page"]): Promise<string> {
  const asking = new AbortController();
  let arrived: string | null = null;
  page.onNavigated((url) => {
    arrived = url;
  }, asking.signal);
  const url = await page.url();
  asking.abort();
  return arrived ?? url;
}
