/** Drives Chromium. DevTools are in a window of their own, whose page puppeteer drives like any other. */

import type { Frame, KeyInput, Page } from "puppeteer-core";
import { findChromium } from "../../../scripts/test-setup/browsers.ts";
import { frontEnd } from "../../../server-sdk/src/cli/browsers/chromium.ts";
import type { Opening, TestBrowser } from "../browser.ts";
import { setupPatience } from "../patience.ts";
import { type Hands, View } from "../view.ts";
import { launch, showPanel } from "./launch.ts";

/** Height of the front-end's own tab strip. */
const strip = 27;

export async function open({ extension, url, jar, tokens }: Opening): Promise<TestBrowser> {
  const program = findChromium();
  const browser = await launch({ program, extension, incognito: jar === "private", tokens });
  try {
    const [page] = await browser.pages();
    await page!.goto(url, { timeout: setupPatience });
    const devtools = await showPanel(page!);
    await devtools.setViewport({ width: 1400, height: 700 + strip });
    const frame = await panelFrame(devtools);
    const panel = viewOfPanel(devtools, frame);
    return {
      name: "chromium",
      page: new View("page", pageHands(page!)),
      panel,
      goto: async (to) => void (await page!.goto(to)),
      reload: async () => void (await page!.reload()),
      async opened(file) {
        const target = await browser.waitForTarget((each) => URL.parse(each.url())?.pathname === `/${file}`);
        return new View(file, pageHands((await target.page())!));
      },
      async setTheme(theme) {
        const setting = theme === "dark" ? "dark" : "default";
        await devtools.evaluate(
          frontEnd(`Common.Settings.Settings.instance().moduleSetting("ui-theme").set("${setting}")`),
        );
        await frame.waitForFunction(
          (dark) => matchMedia("(prefers-color-scheme: dark)").matches === dark,
          {},
          theme === "dark",
        );
      },
      async resizePanel(width, height) {
        await devtools.setViewport({ width, height: height + strip });
        await frame.waitForFunction((w, h) => innerWidth === w && innerHeight === h, {}, width, height);
        // DevTools animate the line under their selected tab.
        await devtools.evaluate(async () => {
          await Promise.all(document.getAnimations().map((each) => each.finished));
        });
      },
      async screenshot(file) {
        await panel.painted();
        await devtools.screenshot({ path: file as `${string}.png` });
      },
      async screenshotOfPanel(file) {
        await panel.painted();
        const { width, height } = devtools.viewport()!;
        const clip = { x: 0, y: strip, width, height: height - strip };
        // Beyond the viewport, puppeteer makes it larger for a moment, and the next click goes astray.
        await devtools.screenshot({ path: file as `${string}.png`, clip, captureBeyondViewport: false });
      },
      async screenshotWithPage(file, pageHeight = 420) {
        await panel.painted();
        await stack(page!, pageHeight, devtools, file);
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** The panel in the front-end of DevTools. */
export const viewOfPanel = (devtools: Page, frame: Frame): View => new View("panel", panelHands(devtools, frame));

export async function panelFrame(devtools: Page): Promise<Frame> {
  const frame = await devtools.waitForFrame((each) => each.url().endsWith("/panel/index.html"), {
    timeout: setupPatience,
  });
  await frame.waitForFunction(() => document.querySelector("#root > *") !== null, { timeout: setupPatience });
  return frame;
}

/** Two windows in one picture, the second below the first. Of a page that is wider it shows the middle. */
async function stack(upper: Page, upperHeight: number, lower: Page, file: string): Promise<void> {
  const { width, height } = lower.viewport()!;
  const shot = (page: Page, clipHeight: number) =>
    page.screenshot({
      encoding: "base64",
      // Beyond the viewport, DevTools write the page's size into the picture.
      captureBeyondViewport: false,
      clip: { x: (page.viewport()!.width - width) / 2, y: 0, width, height: clipHeight },
    });
  const images = [await shot(upper, upperHeight), await shot(lower, height)];
  const easel = await upper.browser().newPage();
  await easel.setViewport({ width, height: upperHeight + height });
  await easel.setContent(
    `<body style="margin:0">${images.map((png) => `<img style="display:block" src="data:image/png;base64,${png}">`).join("")}`,
  );
  await easel.screenshot({ path: file as `${string}.png` });
  await easel.close();
  await upper.bringToFront();
}

const pageHands = (page: Page): Hands => ({
  run: (expression) => page.evaluate(expression),
  clickAt: (x, y, times) => page.mouse.click(x, y, { count: times }),
  ...keyboard(page),
});

const panelHands = (devtools: Page, panel: Frame): Hands => ({
  run: (expression) => panel.evaluate(expression),
  async clickAt(x, y, times) {
    const element = await panel.frameElement();
    const box = await element!.boundingBox();
    await devtools.mouse.click(box!.x + x, box!.y + y, { count: times });
  },
  ...keyboard(devtools),
});

const keyboard = (page: Page): Pick<Hands, "type" | "press"> => ({
  type: (text) => page.keyboard.type(text),
  async press(key, modifiers) {
    for (const modifier of modifiers) await page.keyboard.down(modifier);
    await page.keyboard.press(key as KeyInput);
    for (const modifier of modifiers) await page.keyboard.up(modifier);
  },
});
