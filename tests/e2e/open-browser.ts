/** Opens either browser, with the panel in its DevTools. */

import type { BrowserName, Opening, TestBrowser } from "./browser.ts";

/** Starts the browser on a page and shows the panel. */
export async function openBrowser(name: BrowserName, opening: Opening): Promise<TestBrowser> {
  const driver = name === "chromium" ? await import("./chromium/driver.ts") : await import("./firefox/driver.ts");
  return driver.open(opening);
}
