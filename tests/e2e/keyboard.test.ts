/** The keyboard in the real DevTools of both browsers, which handle keys and the focus themselves. */

import { describe, test } from "vitest";
import type { BrowserName } from "./browser.ts";
import { row, signIn, undoStrip } from "./panel-words.ts";
import { scenes } from "./scene.ts";
import type { View } from "./view.ts";

/** Waits until an element that matches the selector has the focus. */
const focusIs = (panel: View, selector: string) =>
  panel.until(`the focus on ${selector}`, () =>
    panel.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector),
  );
/** Moves along the toolbar to the button with this name. */
async function toolbar(panel: View, name: string): Promise<void> {
  await panel.until("a toolbar", async () => {
    await panel.press("F6");
    return panel.evaluate(() => document.activeElement?.closest("[role=toolbar]") != null);
  });
  await panel.until(`the button ${name}`, async () => {
    await panel.press("ArrowRight");
    return panel.evaluate((wanted) => document.activeElement?.textContent?.trim() === wanted, name);
  });
}

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  const setScene = scenes(name);

  test("a session is filtered, edited, flushed and brought back; the focus is never lost", async () => {
    const { browser, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    await panel.find(row("user_name"));
    await panel.click(row("visits"));
    await panel.press("/");
    await panel.type("user_name");
    await panel.press("ArrowDown");
    await focusIs(panel, "[data-path=user_name]");
    await panel.press("Enter");
    await focusIs(panel, "[aria-label='Value of user_name']");
    await panel.press("Control+a");
    await panel.type('"Grace"');
    await panel.press("Enter");
    await panel.reads("Set user_name", undoStrip);
    await focusIs(panel, "[data-path=user_name]");
    await panel.press("2");
    await focusIs(panel, ".v-cookies .row");
    await panel.press("1");
    await focusIs(panel, "[data-path=user_name]");
    await toolbar(panel, "Flush");
    await panel.press("Enter");
    await panel.reads("Flushed.", undoStrip);
    await focusIs(panel, ".group-danger .btn");
    await panel.press("Control+z");
    await panel.reads("Restored", undoStrip);
    await panel.find(row("user_name"));
    await focusIs(panel, ".group-danger .btn");
  });

  test("a cookie is added with every field of its form", async () => {
    const { panel } = await setScene();
    await panel.find(row("visits"));
    await panel.click(row("visits"));
    await panel.press("2");
    // The tab loads when it is first shown; until then keys belong to the one before it.
    await focusIs(panel, ".v-cookies .row");
    await panel.press("Insert");
    await focusIs(panel, ".pop input");
    await panel.type("lang");
    await panel.press("Tab");
    await panel.type("en");
    await panel.until("the button Strict", async () => {
      await panel.press("Tab");
      return panel.evaluate(() => document.activeElement?.textContent === "Strict");
    });
    await panel.press("Enter");
    await panel.press("Control+Enter");
    await panel.reads("Added lang.", undoStrip);
    await panel.reads("Strict", row("lang"));
    await focusIs(panel, ".v-cookies .row");
  });
});
