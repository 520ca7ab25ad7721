/** One page of the playground: opened as a view of it, looked at, closed. */

import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, expect } from "vitest";
import type { Playground } from "../../../extension/playground/playground.tsx";
import { setupPatience } from "../patience.ts";
import { type PlaygroundServer, servePlayground } from "./server.ts";

/** What code that runs in the page finds there. */
export interface PlaygroundWindow {
  readonly playground: Playground;
  readonly axe: { run(): Promise<AxeResults> };
}
declare const window: PlaygroundWindow;

const pictures = fileURLToPath(new URL("../../../artifacts/playground", import.meta.url));
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export interface View {
  /** One of the playground's; the tab's own unless said. */
  readonly scenario?: string;
  readonly theme?: "light" | "dark";
  readonly query?: string;
  readonly width?: number;
  readonly height?: number;
  readonly motion?: boolean;
}

type OpenPage = (scenario: string, view: Omit<View, "scenario">, use: (page: Page) => Promise<void>) => Promise<void>;

/** Serves the playground to the tests of a file, which open pages of it; an error in one fails its test. */
export function playgroundPages(): OpenPage {
  let served: PlaygroundServer;
  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    served = await servePlayground();
  });
  afterAll(() => served?.close());

  return async (scenario, view, use) => {
    const page = await served.browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    try {
      await page.setViewport({ width: view.width ?? 1400, height: view.height ?? 700 });
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: view.theme ?? "light" },
        { name: "prefers-reduced-motion", value: view.motion ? "no-preference" : "reduce" },
      ]);
      await page.goto(served.address(scenario, view.query), { timeout: setupPatience });
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

export const takePicture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

/** Nobody is left out: axe finds nothing. */
export async function isAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(found, `at a width of ${page.viewport()?.width}`).toEqual([]);
}
