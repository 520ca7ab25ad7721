/** Chromium, with DevTools in a window of its own: its front-end is a page like any other to puppeteer. */

import puppeteer, { type Frame, type KeyInput, type Page } from "puppeteer-core";
import { findBrowser } from "../../../scripts/browsers.ts";
import type { Opening, TestBrowser } from "../browser.ts";
import { type Hands, View } from "../view.ts";

const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Height of the front-end's own tab strip. */
const strip = 27;
/** Milliseconds until the panel must be there. */
const patience = 20_000;

/** An expression for the front-end: its modules are where DevTools keeps what its menus do. */
const frontEnd = (use: string) => `(async () => {
  const UI = await import("devtools://devtools/bundled/ui/legacy/legacy.js");
  const Common = await import("devtools://devtools/bundled/core/common/common.js");
  ${use}
})()`;

export async function open({ extension, url, jar }: Opening): Promise<TestBrowser> {
  const browser = await puppeteer.launch({
    executablePath: findBrowser("chromium"),
    pipe: true,
    enableExtensions: [extension],
    extensionsEnabledInIncognito: [extension],
    handleDevToolsAsPage: true,
    defaultViewport: { width: 1280, height: 900 },
    args: [
      ...flags,
      // The sandbox cannot be had as root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      // Not a context of puppeteer's: its jar is none that the cookies API knows.
      ...(jar === "private" ? ["--incognito"] : []),
    ],
  });
  try {
    const [page] = await browser.pages();
    await page!.goto(url);
    const devtools = await page!.openDevTools();
    // The front-end fails every call until its settings have loaded.
    await devtools.waitForFunction(
      `${frontEnd(`
        UI.DockController.DockController.instance().setDockSide("undocked");
        const manager = UI.ViewManager.ViewManager.instance();
        const id = [...manager.views.keys()].find((id) => id.startsWith("chrome-extension://"));
        return id !== undefined && manager.showView(id).then(() => true);
      `)}.catch(() => false)`,
      { polling: 100, timeout: patience },
    );
    await devtools.setViewport({ width: 1400, height: 700 + strip });
    const panel = await panelFrame(devtools);
    return {
      name: "chromium",
      page: new View("page", pageHands(page!)),
      panel: new View("panel", panelHands(devtools, panel)),
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
        await panel.waitForFunction(
          (dark) => matchMedia("(prefers-color-scheme: dark)").matches === dark,
          {},
          theme === "dark",
        );
      },
      async resizePanel(width, height) {
        await devtools.setViewport({ width, height: height + strip });
        await panel.waitForFunction((w, h) => innerWidth === w && innerHeight === h, {}, width, height);
      },
      screenshot: async (file) => void (await devtools.screenshot({ path: file as `${string}.png` })),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function panelFrame(devtools: Page): Promise<Frame> {
  const frame = await devtools.waitForFrame((each) => each.url().endsWith("/panel/index.html"), { timeout: patience });
  await frame.waitForFunction(() => document.querySelector("#root > *") !== null);
  return frame;
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
