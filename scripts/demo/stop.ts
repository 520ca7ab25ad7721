/** A stop of a tour: what it does there, and what the panel must show at every width. */

import type { TestBrowser } from "../../tests/e2e/browser.ts";
import { button, tab } from "../../tests/e2e/panel-words.ts";
import type { View } from "../../tests/e2e/view.ts";

export interface Stop<App> {
  /** Part of the screenshots' file names. */
  readonly name: string;
  readonly title: string;
  act(browser: TestBrowser, app: App): Promise<void>;
  /** Waits until the panel shows what this stop is about. */
  shows(browser: TestBrowser): Promise<void>;
  /** The manual's picture of a tab is of this stop, so high (in pixels) that no part of it is empty. */
  readonly docs?: { readonly tab: string; readonly height: number };
}

/** Waits until the detail of the current row reads this. Where it is narrow the detail is a sheet, which a click on the row opens. */
export async function detailReads(panel: View, tabId: string, text: string): Promise<void> {
  await panel.painted();
  const detail = `.v-${tabId} .detail`;
  if (!(await panel.has(detail))) await panel.click(`.v-${tabId} .main [aria-selected=true]`);
  await panel.reads(text, detail);
}

/** Milliseconds that both halves of the cookie lab may take. */
const labPatience = 90_000;

export async function runLab(panel: View): Promise<void> {
  await panel.click(tab("lab"));
  await panel.click(button("Run both"));
  await panel.until(
    "the end of the run",
    async () => (await panel.text(".status")).includes("60 cases, "),
    labPatience,
  );
}
