/** The pictures that the extension stores ask for, in their sizes: of stops of the tour, and tiles with the extension's name. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import type { TestBrowser } from "../../tests/e2e/browser.ts";
import { findChromium } from "../test-setup/browsers.ts";
import type { Stop } from "./stop.ts";

/** Name of the stop → of the picture. */
const shown: Readonly<Record<string, string>> = {
  edit: "1-session",
  cookies: "2-cookies",
  timeline: "3-timeline",
  store: "4-store",
  lab: "5-lab",
};

/** CSS pixels. With the 27 of DevTools' own tabs these are 1280 × 800. */
const [width, panelHeight, pageHeight] = [1280, 543, 230];

export async function pictureForStores(
  browser: TestBrowser,
  { name, shows }: Pick<Stop<never>, "name" | "shows">,
  into: string,
): Promise<void> {
  const picture = shown[name];
  if (picture === undefined) return;
  await browser.resizePanel(width, panelHeight);
  await shows(browser);
  await browser.screenshotWithPage(join(into, `${picture}.png`), pageHeight);
}

const slogan = "See and edit the session behind the cookie.";

interface Tile {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly content: string;
}

/** @param panel PNG of the panel, for tiles that have room for it. */
export async function drawTiles(into: string, panel: string): Promise<void> {
  const icon = await readFile(new URL("../../extension/icons/icon.svg", import.meta.url), "utf8");
  const picture = `<img src="data:image/png;base64,${(await readFile(panel)).toString("base64")}">`;
  const words = `<div class="words">${icon}<div><h1>Sessionscope</h1><p>${slogan}</p></div></div>`;
  const tiles: readonly Tile[] = [
    { name: "icon-128", width: 128, height: 128, content: icon },
    { name: "icon-300", width: 300, height: 300, content: icon },
    { name: "tile-440", width: 440, height: 280, content: `<main>${words}</main>` },
    { name: "tile-1400", width: 1400, height: 560, content: `<main>${words}${picture}</main>` },
    { name: "social", width: 1280, height: 640, content: `<main>${words}${picture}</main>` },
  ];
  const browser = await puppeteer.launch({ executablePath: findChromium(), headless: true, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    for (const { name, content, ...size } of tiles) {
      await page.setViewport(size);
      await page.setContent(`<style>${style}</style>${content}`);
      const path = join(into, `${name}.png`) as `${string}.png`;
      await page.screenshot({ path, omitBackground: content === icon });
    }
  } finally {
    await browser.close();
  }
}

/** A dark ground for the icon's blue. What does not fit of the panel's picture is cut at the lower edge. */
const style = `
  body { margin: 0; font: 20px/1.4 "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif }
  body > svg { display: block }
  main { box-sizing: border-box; height: 100vh; display: grid; align-content: center; justify-items: center; overflow: hidden; color: #fff; background: linear-gradient(160deg, #0a2f6e, #041a40) }
  main:has(img) { align-content: start }
  .words { display: flex; align-items: center; gap: 20px; padding: 24px }
  .words svg { width: 72px; flex: none }
  h1 { margin: 0; font-size: 34px; line-height: 1.2 }
  p { margin: 0 }
  main:has(img) .words { padding: 44px 24px 36px }
  main:has(img) svg { width: 110px }
  main:has(img) h1 { font-size: 56px }
  main:has(img) p { font-size: 28px }
  main > img { width: 84vw; border-radius: 10px; box-shadow: 0 10px 60px #0009 }
`;
