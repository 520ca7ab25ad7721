/** Starts a browser of Chromium's family with the extension, and shows the extension's panel in DevTools. */

import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { chromeExtensionId } from "sessionscope/protocol";
import { type KeptTokens, storedTokens } from "../kept-tokens.ts";
import { setupPatience } from "../patience.ts";

const flags = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export interface Launch {
  readonly program: string;
  readonly extension: string;
  readonly headless: boolean;
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

/** By a page of the extension, in the first tab, which then goes on to where it is wanted. */
async function handOver(browser: Browser, tokens: KeptTokens): Promise<void> {
  const [page] = await browser.pages();
  await openWhenThere(page!, `chrome-extension://${chromeExtensionId}/options.html`);
  // As the panel does: of a private window nothing is written to disk.
  await page!.evaluate(
    `chrome.storage[chrome.extension.inIncognitoContext ? "session" : "local"].set(${JSON.stringify(storedTokens(tokens))})`,
  );
}

/** On a busy machine an extension that is loaded serves its pages only a moment later. */
async function openWhenThere(page: Page, url: string): Promise<void> {
  const deadline = Date.now() + setupPatience;
  for (;;) {
    try {
      await page.goto(url, { timeout: setupPatience });
      return;
    } catch (error) {
      if (!String(error).includes("ERR_BLOCKED_BY_CLIENT") || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function start({ program, extension, headless, incognito = false }: Omit<Launch, "tokens">): Promise<Browser> {
  return await puppeteer.launch({
    executablePath: program,
    headless,
    timeout: setupPatience,
    // Branded Chrome ignores --load-extension; over a pipe puppeteer loads it by the protocol.
    pipe: true,
    enableExtensions: [extension],
    extensionsEnabledInIncognito: incognito ? [extension] : [],
    handleDevToolsAsPage: true,
    defaultViewport: headless ? { width: 1400, height: 900 } : null,
    ignoreDefaultArgs: headless ? [] : ["--enable-automation"],
    handleSIGINT: false,
    args: [
      ...flags,
      ...(headless ? ["--disable-gpu"] : ["--window-size=1400,950"]),
      // The sandbox cannot be had as root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      // Not a context of puppeteer's: its jar is none that the cookies API knows.
      ...(incognito ? ["--incognito"] : []),
    ],
  });
}

/** An expression for the front-end of DevTools: its modules are where its own menus find what they do. */
export const frontEnd = (use: string): string => `(async () => {
  const UI = await import("devtools://devtools/bundled/ui/legacy/legacy.js");
  const Common = await import("devtools://devtools/bundled/core/common/common.js");
  ${use}
})()`;

/** Opens DevTools on the page, with the panel in front; gives the front-end. `height` is what it takes of the window. */
export async function showPanel(page: Page, dockSide: "undocked" | "bottom", height = 0): Promise<Page> {
  const devtools = await page.openDevTools();
  // The front-end fails every call until its settings have loaded.
  await devtools.waitForFunction(
    `${frontEnd(`
      const split = { horizontal: { size: ${height} } };
      if (${height} > 0) Common.Settings.Settings.instance().createSetting("inspector-view.split-view-state", {}).set(split);
      UI.DockController.DockController.instance().setDockSide("${dockSide}");
      const manager = UI.ViewManager.ViewManager.instance();
      const id = [...manager.views.keys()].find((id) => id.startsWith("chrome-extension://"));
      return id !== undefined && manager.showView(id).then(() => true);
    `)}.catch(() => false)`,
    { polling: 100, timeout: setupPatience },
  );
  return devtools;
}
