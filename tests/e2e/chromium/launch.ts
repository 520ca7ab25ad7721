/** Starts a browser of Chromium's family with the extension, and shows the extension's panel in DevTools. */

import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { chromeExtensionId } from "sessionscope/protocol";
import { bringPanelToFront, flags } from "../../../server-sdk/src/cli/browsers/chromium.ts";
import { type KeptTokens, storedTokens } from "../kept-tokens.ts";
import { setupPatience } from "../patience.ts";

export interface Launch {
  readonly program: string;
  readonly extension: string;
  readonly incognito?: boolean;
  readonly tokens?: KeptTokens;
}

export async function launch({ tokens, ...how }: Launch): Promise<Browser> {
  const browser = await start(how);
  try {
    if (tokens !== undefined) await handOver(browser, tokens);
    return browser;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Stores the tokens from a page of the extension in the first tab. The tab goes to the tested page afterwards. */
async function handOver(browser: Browser, tokens: KeptTokens): Promise<void> {
  const [page] = await browser.pages();
  await openWhenThere(page!, `chrome-extension://${chromeExtensionId}/options.html`);
  // As the panel does: it writes nothing to disk in a private window.
  await page!.evaluate(
    `chrome.storage[chrome.extension.inIncognitoContext ? "session" : "local"].set(${JSON.stringify(storedTokens(tokens))})`,
  );
}

/**
 * On a busy machine the browser serves the pages of a loaded extension only after a moment. What is shown until then is an
 * error page, whose end of loading the next attempt may take for its own.
 */
async function openWhenThere(page: Page, url: string): Promise<void> {
  const deadline = Date.now() + setupPatience;
  for (;;) {
    try {
      await page.goto(url, { timeout: setupPatience });
      await page.waitForFunction((wanted) => location.href === wanted, { timeout: setupPatience }, url);
      return;
    } catch (error) {
      if (!String(error).includes("ERR_BLOCKED_BY_CLIENT") || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function start({ program, extension, incognito = false }: Omit<Launch, "tokens">): Promise<Browser> {
  return await puppeteer.launch({
    executablePath: program,
    headless: true,
    timeout: setupPatience,
    // Branded Chrome ignores --load-extension; over a pipe puppeteer loads it by the protocol.
    pipe: true,
    enableExtensions: [extension],
    extensionsEnabledInIncognito: incognito ? [extension] : [],
    handleDevToolsAsPage: true,
    defaultViewport: { width: 1400, height: 900 },
    handleSIGINT: false,
    args: [
      ...flags,
      "--disable-gpu",
      // Not in a browser context of puppeteer's: extensions cannot see its cookie jar.
      ...(incognito ? ["--incognito"] : []),
    ],
  });
}

/** Opens DevTools on the page, with the panel in front; gives the front-end. */
export async function showPanel(page: Page): Promise<Page> {
  const devtools = await page.openDevTools();
  await devtools.waitForFunction(bringPanelToFront("undocked"), { polling: 100, timeout: setupPatience });
  return devtools;
}
