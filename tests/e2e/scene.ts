/** The set-up of a test: the demo app with a database of its own, and a browser on it with the panel open. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, inject } from "vitest";
import { DemoApp } from "../../scripts/demo/demo-app.ts";
import type { BrowserName, Opening, TestBrowser } from "./browser.ts";
import { openBrowser } from "./open-browser.ts";
import type { View } from "./view.ts";

export interface Scene {
  readonly browser: TestBrowser;
  readonly page: TestBrowser["page"];
  readonly panel: TestBrowser["panel"];
  readonly shop: DemoApp;
}

const pictures = fileURLToPath(new URL("../../artifacts/e2e", import.meta.url));

export async function setScene(name: BrowserName, jar?: Opening["jar"]): Promise<Scene> {
  const shop = await DemoApp.open({ port: 0 });
  try {
    const browser = await openBrowser(name, {
      extension: inject("extensions")[name],
      url: shop.url,
      jar,
      tokens: shop.tokens,
    });
    await listenForComplaints(browser.panel);
    return { browser, page: browser.page, panel: browser.panel, shop };
  } catch (error) {
    await shop[Symbol.asyncDispose]();
    throw error;
  }
}

/** Records uncaught errors and violations of the content security policy in the document, so that `endScene` can fail on them. */
const listenForComplaints = (panel: View): Promise<void> =>
  panel.evaluate(() => {
    const note = (what: unknown) => {
      const { dataset } = document.documentElement;
      dataset.complaints = `${dataset.complaints ?? ""}${String(what)}\n`;
    };
    addEventListener("error", (event) => note(event.message));
    addEventListener("unhandledrejection", (event) => note(event.reason));
    addEventListener("securitypolicyviolation", (event) => note(`${event.violatedDirective} ${event.blockedURI}`));
  });

/** Takes a last screenshot into artifacts/e2e/, expects no recorded errors, and ends the browser and the app. */
export async function endScene({ browser, panel, shop }: Scene, title: string): Promise<void> {
  try {
    await mkdir(pictures, { recursive: true });
    await browser.screenshotWithPage(join(pictures, `${title.replaceAll(/\W+/g, "-")}.png`));
    expect(await panel.evaluate(() => document.documentElement.dataset.complaints ?? "")).toBe("");
  } finally {
    await browser.close();
    await shop[Symbol.asyncDispose]();
  }
}
