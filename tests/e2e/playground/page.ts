/** One page of the playground: opened as a view of it, looked at, closed. */

import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, inject } from "vitest";
import type { Playground } from "../../../extension/playground/playground.tsx";
import { findChromium } from "../../../scripts/test-setup/browsers.ts";
import { setupPatience } from "../patience.ts";
import * as pictures from "../pictures.ts";

/** What code that runs in the page finds there. */
export interface PlaygroundWindow {
  readonly playground: Playground;
  readonly axe: { run(): Promise<AxeResults> };
}
declare const window: PlaygroundWindow;

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export interface View {
  /** One of the playground's; the tab's own unless said. */
  readonly scenario?: string;
  readonly theme?: "light" | "dark";
  /** `language=de&browser=firefox` */
  readonly query?: string;
  readonly width?: number;
  readonly height?: number;
  readonly motion?: boolean;
}

type OpenPage = (scenario: string, view: Omit<View, "scenario">, use: (page: Page) => Promise<void>) => Promise<void>;

/** A plain Chromium for the tests of a file, which open pages of the playground in it; an error in one fails its test. */
export function playgroundPages(): OpenPage {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await puppeteer.launch({
      executablePath: findChromium(),
      timeout: setupPatience,
      args: ["--no-sandbox", "--font-render-hinting=none", "--force-color-profile=srgb"],
    });
  });
  afterAll(() => browser?.close());

  return async (scenario, view, use) => {
    const page = await browser!.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    try {
      await page.setViewport({ width: view.width ?? 1400, height: view.height ?? 700 });
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: view.theme ?? "light" },
        { name: "prefers-reduced-motion", value: view.motion ? "no-preference" : "reduce" },
      ]);
      await page.goto(`${inject("playground")}?${view.query ?? ""}#${scenario}`, { timeout: setupPatience });
      await page.waitForFunction(() => "playground" in window, { timeout: setupPatience });
      await use(page);
      expect(errors).toEqual([]);
    } catch (error) {
      throw errors.length === 0 ? error : new Error(errors.join("\n"), { cause: error });
    } finally {
      await page.close();
    }
  };
}

/** Of the page as it is, where pictures are wanted. */
export const takePicture = (page: Page, name: string): Promise<void> =>
  pictures.takePicture(`playground/${name}`, (path) => page.screenshot({ path }));

/** Nobody is left out: axe finds nothing. */
export async function isAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(found, `at a width of ${page.viewport()?.width}`).toEqual([]);
}
