/** One browser for the tests of a `describe`. */

import { afterAll, inject, onTestFailed } from "vitest";
import type { BrowserName, Opening, TestBrowser } from "./browser.ts";
import { openBrowser } from "./open-browser.ts";

/** Call it in the `describe`. Each test opens the browser as if it were new: in Firefox in a fraction of the time that a new one takes. */
export function sharedBrowser(name: BrowserName): (opening: Pick<Opening, "url" | "tokens">) => Promise<TestBrowser> {
  let browser: TestBrowser | undefined;
  const end = async () => {
    const ended = browser;
    browser = undefined;
    await ended?.close();
  };
  afterAll(end);
  return async (opening) => {
    // Whatever state a failed test left, the next one does not meet it.
    onTestFailed(end);
    if (browser?.startAgain !== undefined) {
      await browser.startAgain(opening);
      return browser;
    }
    await end();
    browser = await openBrowser(name, { extension: inject("extensions")[name], ...opening });
    return browser;
  };
}
