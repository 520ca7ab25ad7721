/** The panel in German: nothing in it is wired to English, and the longer words fit. */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import german from "../../../extension/public/_locales/de/messages.json" with { type: "json" };
import english from "../../../extension/public/_locales/en/messages.json" with { type: "json" };
import { isAccessible, type PlaygroundWindow, playgroundPages, takePicture } from "./page.ts";

declare const window: PlaygroundWindow;

const at = playgroundPages();

/** What would only be seen if a text were not asked for in the panel's language. */
const foreign = Object.entries(english)
  .filter(
    ([id, { message }]) =>
      id !== "language" && !message.includes("$") && german[id as keyof typeof german].message !== message,
  )
  .map(([, { message }]) => message)
  // A word of its own in both languages, or one that the shop's data may have.
  .filter((message) => !/^(in|name|path|value|size|key|no|add)$/i.test(message));

const textsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode.nodeValue!.trim());
    for (const element of document.querySelectorAll("*")) {
      for (const name of ["title", "aria-label", "placeholder"]) texts.push(element.getAttribute(name) ?? "");
    }
    return texts;
  });

/** Buttons and tabs whose words are cut off. */
const cut = (page: Page): Promise<string[]> =>
  page.$$eval("button:not(.cut)", (buttons) =>
    buttons
      .filter(
        (button) =>
          button.innerText !== "" && button.offsetParent !== null && button.scrollWidth > button.clientWidth + 1,
      )
      .map(({ outerHTML }) => outerHTML.slice(0, 200)),
  );

/** What each scenario must show before it is looked at. */
const scenes: Readonly<Record<string, string>> = {
  session: "user_name",
  cookies: "csrftoken",
  timeline: "Anfragen",
  snapshots: "Benutzer 42",
  store: "dieser Browser",
  lab: "SameSite=Strict",
  "no-session": "Dieser Besucher hat keine Sitzung",
  token: "Dieser Server verlangt sein Token",
  away: "antwortet nicht mehr",
  options: "Einstellungen von Sessionscope",
};

test.each(Object.entries(scenes))("%s speaks German, at every width", async (scenario, words) => {
  await at(scenario, { query: "language=de" }, async (page) => {
    await page.waitForFunction(() => document.documentElement.lang === "de");
    await page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, words);
    for (const width of [1400, 900, 420]) {
      await page.setViewport({ width, height: 700 });
      await takePicture(page, `german-${scenario}-${width}`);
      expect((await textsOf(page)).filter((text) => foreign.includes(text))).toEqual([]);
      expect(await cut(page), `at ${width}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await isAccessible(page);
  });
});
