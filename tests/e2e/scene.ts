/** What a scenario starts with: the demo app on a database of its own, and a browser on it with the panel open. */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { type DemoApp, startDemoApp } from "../../scripts/demo-app.ts";
import { type BrowserName, openBrowser, type TestBrowser } from "./browser.ts";

export interface Scene {
  readonly browser: TestBrowser;
  readonly page: TestBrowser["page"];
  readonly panel: TestBrowser["panel"];
  readonly shop: Shop;
}

/** The demo app; its address stays when it is restarted. */
export interface Shop {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** For good, with its database. */
  end(): Promise<void>;
}

const pictures = fileURLToPath(new URL("../../artifacts/e2e", import.meta.url));

export async function setScene(name: BrowserName): Promise<Scene> {
  const shop = await openShop();
  try {
    const browser = await openBrowser(name, { extension: inject("extensions")[name], url: shop.url });
    return { browser, page: browser.page, panel: browser.panel, shop };
  } catch (error) {
    await shop.end();
    throw error;
  }
}

/** Ends everything; what was to be seen at the end stays in artifacts/e2e/. */
export async function endScene({ browser, shop }: Scene, title: string): Promise<void> {
  try {
    await mkdir(pictures, { recursive: true });
    await browser.screenshotWithPage(join(pictures, `${title.replaceAll(/\W+/g, "-")}.png`));
  } finally {
    await browser.close();
    await shop.end();
  }
}

async function openShop(): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), "sessionscope-shop-"));
  let app: DemoApp | null = await startDemoApp({ port: 0, folder });
  const { url } = app;
  return {
    url,
    async stop() {
      await app?.stop();
      app = null;
    },
    async start() {
      app = await startDemoApp({ port: Number(new URL(url).port), folder });
    },
    async end() {
      await app?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
