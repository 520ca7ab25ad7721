/**
 * The tour: does the panel's main job in the real DevTools of Chromium and Firefox, and takes a screenshot of each step,
 * wide and narrow, light and dark. It fails when a step does not work. The pictures of docs/ are made on the way, in Chromium.
 */

import { cp, mkdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserName, TestBrowser, Theme } from "../../tests/e2e/browser.ts";
import { openBrowser } from "../../tests/e2e/open-browser.ts";
import { button, undoStrip } from "../../tests/e2e/panel-words.ts";
import { buildExtension } from "../extension/build-extension.ts";
import { DemoApp } from "./demo-app.ts";
import { drawTiles, pictureForStores } from "./store-pictures.ts";
import { type Stop, stops } from "./tour-stops.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(repository, "artifacts", "tour");

/** The pictures of docs/images, under their names there. */
const manual = join(folder, "docs");

/** The pictures of docs/store/images, under their names there. */
const stores = join(folder, "store");

const widths = [1400, 420];
const themes: readonly Theme[] = ["light", "dark"];
const height = 680;

export interface TourOptions {
  /** Gets a line per step, the last one names the folder. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Replaces the pictures in docs/images and docs/store/images by those of this tour. */
  readonly pictures?: boolean;
}

export async function tour({ say, signal, pictures = false }: TourOptions): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(manual, "panel"), { recursive: true });
  await mkdir(stores);
  for (const name of ["chromium", "firefox"] as const) {
    if (signal.aborted) return;
    const extension = await buildExtension(name === "firefox" ? "firefox" : "chrome");
    await visit(name, extension, say, signal);
  }
  if (pictures && !signal.aborted) {
    await drawTiles(stores, join(manual, "panel", "session.png"));
    await cp(manual, join(repository, "docs", "images"), { recursive: true });
    await cp(stores, join(repository, "docs", "store", "images"), { recursive: true });
  }
  say(`The screenshots are in ${relative(process.cwd(), folder) || "."}/`);
}

async function visit(
  name: BrowserName,
  extension: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  await using app = await DemoApp.open({ port: 0 });
  const into = join(folder, name);
  await mkdir(into, { recursive: true });
  const browser = await openBrowser(name, { extension, url: app.url, tokens: app.tokens });
  try {
    for (const [index, stop] of stops.entries()) {
      if (signal.aborted) return;
      say(`${name}: ${stop.title}`);
      await stop.act(browser, app);
      await picture(browser, join(into, `${String(index + 1).padStart(2, "0")}-${stop.name}`), stop);
      if (name === "chromium") {
        await pictureForDocs(browser, stop);
        await pictureForStores(browser, stop, stores);
        await browser.resizePanel(widths[0]!, height);
      }
    }
  } finally {
    await browser.close();
  }
}

/** Takes the screenshots of a stop. The panel is wide and light afterwards, as the next stop expects. */
async function picture(browser: TestBrowser, path: string, { shows }: Stop): Promise<void> {
  for (const theme of themes.toReversed()) {
    await browser.setTheme(theme);
    for (const width of widths.toReversed()) {
      await browser.resizePanel(width, height);
      await shows(browser);
      await browser.screenshot(`${path}-${width}-${theme}.png`);
    }
  }
  await browser.screenshotWithPage(`${path}-with-page.png`);
}

async function pictureForDocs(browser: TestBrowser, { shows, docs }: Stop): Promise<void> {
  if (docs === undefined) return;
  await browser.resizePanel(widths[0]!, docs.height);
  await shows(browser);
  const dismiss = button("Dismiss", undoStrip);
  if (docs.tab !== "session" && (await browser.panel.has(dismiss))) await browser.panel.click(dismiss);
  await browser.screenshotOfPanel(join(manual, "panel", `${docs.tab}.png`));
  if (docs.tab === "session") await browser.screenshot(join(manual, "panel.png"));
}
