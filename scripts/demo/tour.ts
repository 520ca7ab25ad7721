/**
 * The tour: does the panel's main job in the real DevTools of Chromium and Firefox, and takes a screenshot of each step,
 * wide and narrow, light and dark. It fails when a step does not work. The pictures of docs/ are made on the way, in Chromium.
 */

import { cp, mkdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestBrowser, Theme } from "../../tests/e2e/browser.ts";
import { openBrowser } from "../../tests/e2e/open-browser.ts";
import { button, undoStrip } from "../../tests/e2e/panel-words.ts";
import type { SceneApp } from "../../tests/e2e/scene.ts";
import { buildExtension } from "../extension/build-extension.ts";
import { DemoApp } from "./demo-app.ts";
import { DjangoShop } from "./django-app.ts";
import { film } from "./film.ts";
import { django, expressSession, libraryStops } from "./library-stops.ts";
import { shopStops } from "./shop-stops.ts";
import type { Stop } from "./stop.ts";
import { drawTiles, pictureForStores } from "./store-pictures.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const artifacts = join(repository, "artifacts");

/** What `npm start` can show. */
export type AppName = "shop" | "express-session" | "django";

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

/** Of the shop in artifacts/tour/, of another app in artifacts/tour-NAME/. */
export async function tour(app: AppName, options: TourOptions): Promise<void> {
  const folder = join(artifacts, app === "shop" ? "tour" : `tour-${app}`);
  await rm(folder, { recursive: true, force: true });
  switch (app) {
    case "shop":
      await walk(folder, () => DemoApp.open({ port: 0 }), shopStops, options, pictureOfShop);
      break;
    case "express-session":
      await walk(folder, () => DemoApp.open({ port: 0, example: app }), libraryStops(expressSession), options);
      break;
    case "django":
      await walk(folder, () => DjangoShop.open({ port: 0 }), libraryStops(django), options);
      break;
  }
  const { say, signal, pictures = false } = options;
  if (signal.aborted) return;
  if (pictures && app === "shop") await keepPictures(folder);
  say(`The screenshots are in ${relative(process.cwd(), folder) || "."}/`);
}

/** Takes a picture beside those of every stop. */
type TakePicture = (browser: TestBrowser, stop: Shown, folder: string) => Promise<void>;

async function walk<App extends SceneApp>(
  folder: string,
  open: () => Promise<App>,
  stops: readonly Stop<App>[],
  { say, signal }: TourOptions,
  takePicture: TakePicture = async () => {},
): Promise<void> {
  for (const name of ["chromium", "firefox"] as const) {
    if (signal.aborted) return;
    const extension = await buildExtension(name === "firefox" ? "firefox" : "chrome");
    await mkdir(join(folder, name), { recursive: true });
    await using app = await open();
    const browser = await openBrowser(name, { extension, url: app.url, tokens: app.tokens });
    try {
      for (const [index, stop] of stops.entries()) {
        if (signal.aborted) return;
        say(`${name}: ${stop.title}`);
        await stop.act(browser, app);
        await picture(browser, join(folder, name, `${String(index + 1).padStart(2, "0")}-${stop.name}`), stop);
        if (name === "chromium") await takePicture(browser, stop, folder);
      }
    } finally {
      await browser.close();
    }
  }
}

/** The pictures of docs/images, under their names there. */
const manualOf = (folder: string): string => join(folder, "docs");
/** The pictures of docs/store/images, under their names there. */
const storesOf = (folder: string): string => join(folder, "store");

async function pictureOfShop(browser: TestBrowser, stop: Shown, folder: string): Promise<void> {
  await mkdir(storesOf(folder), { recursive: true });
  await pictureForDocs(browser, stop, manualOf(folder));
  await pictureForStores(browser, stop, storesOf(folder));
  await browser.resizePanel(widths[0]!, height);
}

async function keepPictures(folder: string): Promise<void> {
  const [manual, stores] = [manualOf(folder), storesOf(folder)];
  await film(await buildExtension("chrome"), join(manual, "film.webp"));
  await drawTiles(stores, join(manual, "panel", "session.png"));
  await cp(manual, join(repository, "docs", "images"), { recursive: true });
  await cp(stores, join(repository, "docs", "store", "images"), { recursive: true });
}

type Shown = Pick<Stop<never>, "name" | "shows" | "docs">;

/** Takes the screenshots of a stop. The panel is wide and light afterwards, as the next stop expects. */
async function picture(browser: TestBrowser, path: string, { shows }: Shown): Promise<void> {
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

async function pictureForDocs(browser: TestBrowser, { shows, docs }: Shown, manual: string): Promise<void> {
  if (docs === undefined) return;
  await mkdir(join(manual, "panel"), { recursive: true });
  await browser.resizePanel(widths[0]!, docs.height);
  await shows(browser);
  const dismiss = button("Dismiss", undoStrip);
  if (docs.tab !== "session" && (await browser.panel.has(dismiss))) await browser.panel.click(dismiss);
  await browser.screenshotOfPanel(join(manual, "panel", `${docs.tab}.png`));
  if (docs.tab === "session") await browser.screenshot(join(manual, "panel.png"));
}
