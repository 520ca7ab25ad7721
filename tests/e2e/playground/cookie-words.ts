/** Words for what a user does in the Cookies tab. */

import type { Page } from "puppeteer-core";
import { type PlaygroundWindow, playgroundPages, takePicture, type View } from "./page.ts";

declare const window: PlaygroundWindow;

/** Serves the playground's Cookies tab to the tests of a file. */
export function cookiePages() {
  const open = playgroundPages();
  return ({ scenario, ...view }: View, use: (page: Page) => Promise<void>) =>
    open(scenario ?? "cookies", view, async (page) => {
      page.setDefaultTimeout(8000);
      // Cookies of other hosts come last, once the list of suffixes has loaded, and move the rows below them.
      if (scenario === undefined) await rowOf(page, "_ga");
      await use(page);
    });
}

const rowNamed = (name: string) => `.row:has(.name[title="${name}"])`;
export const rowOf = async (page: Page, name: string) => (await page.waitForSelector(rowNamed(name)))!;
export const choose = async (page: Page, name: string) => {
  // A locator waits until the row holds still.
  await page.locator(rowNamed(name)).click();
  await page.waitForFunction(
    (wanted) => document.querySelector(".v-cookies .detail .top > .mono")?.textContent === wanted,
    {},
    name,
  );
};
/** Presses the button of this name. */
export const press = async (page: Page, name: string) => {
  const button = await page.waitForSelector(`aria/${name}[role="button"]`);
  await button!.click();
};
const panes = { Attributes: "attributes", "Set-Cookie": "line", History: "change-log" } as const;
export const showPane = async (page: Page, name: keyof typeof panes) => {
  await page.click(`#cookie-tab-${panes[name]}`);
  await page.waitForSelector(`#cookie-tab-${panes[name]}[aria-selected=true]`);
};
export const names = (page: Page) =>
  page.$$eval(".v-cookies .row .name", (cells) => cells.map((cell) => cell.textContent));
export const jar = (page: Page, name: string) =>
  page.evaluate((wanted) => window.playground.browser.jar().find((cookie) => cookie.name === wanted) ?? null, name);
export const says = (page: Page, sentence: string) =>
  page.waitForFunction((wanted) => document.querySelector(".undo .cut")?.textContent === wanted, {}, sentence);
export const shows = (page: Page, text: string) =>
  page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, text);
export const becomesFocused = (page: Page, name: string) =>
  page.waitForFunction(
    (wanted) => document.activeElement?.closest(".row")?.querySelector(".name")?.textContent === wanted,
    {},
    name,
  );
export const picture = (page: Page, name: string) => takePicture(page, `cookies-${name}`);
