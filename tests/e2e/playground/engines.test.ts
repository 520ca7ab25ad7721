/** The panel on sessions that other libraries keep: every tab says what the library can do, and asks nothing else of it. */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import german from "../../../extension/public/_locales/de/messages.json" with { type: "json" };
import english from "../../../extension/public/_locales/en/messages.json" with { type: "json" };
import { isAccessible, type PlaygroundWindow, playgroundPages, takePicture } from "./page.ts";

declare const window: PlaygroundWindow;

const at = playgroundPages();

const tabs = ["session", "cookies", "timeline", "snapshots", "store", "lab"];

/** Waits until the page reads all of this. */
const reads = (page: Page, ...texts: readonly string[]) =>
  page.waitForFunction(
    (wanted) => wanted.every((one) => document.body.innerText.replace(/\s+/g, " ").includes(one)),
    {},
    texts,
  );

/** Commands that were asked for though the server does not have them, and whether the panel tells of a failure. */
const faults = (page: Page) =>
  page.evaluate(() => {
    const { server, panel } = window.playground;
    const lacking = server.asked.filter((name) => name !== "events.stream" && !server.hello.commands.includes(name));
    return { lacking, failed: panel.undo.strip.value?.failed ?? false };
  });

/** Names and tooltips of the buttons that are off, in the tab that is shown. */
const off = (page: Page) =>
  page.$$eval("[role=toolbar] [aria-disabled=true]", (buttons) =>
    buttons
      .filter((button) => button.checkVisibility())
      .map((button) => `${button.getAttribute("aria-label") ?? button.textContent}: ${(button as HTMLElement).title}`),
  );

const show = async (page: Page, tab: string) => {
  await page.click(`#tab-tab-${tab}`);
  await page.waitForSelector(`#tab-panel-${tab} [data-pane], #tab-panel-${tab} .bar`);
};

interface Walk {
  /** What the Session tab reads, in both languages. */
  readonly promise: keyof typeof english | string;
  readonly reads: readonly string[];
  readonly not: readonly string[];
  /** What is off in the toolbar of the Session tab. */
  readonly off: readonly RegExp[];
}

const walks: Readonly<Record<string, Walk>> = {
  "express-session": {
    promise: "editsMerge",
    reads: ["express-session 1.19.0 MemoryStore"],
    not: ["Revision", "Created"],
    off: [],
  },
  "iron-session": {
    promise: "editsNone",
    reads: ["iron-session 9.0.0"],
    not: ["Revision", "Created"],
    off: [/^Expiry: iron-session seals/, /^Cycle key: iron-session has no key to cycle/],
  },
  django: { promise: "editsQuiet", reads: ["Django 5.2.18 db", "_wizard"], not: ["Revision", "Created"], off: [] },
  "read-only": {
    promise: "better-auth keeps its own columns: they can only be looked at here.",
    reads: ["better-auth 1.7.2", "Created"],
    not: ["Revision"],
    off: [/^Add key: better-auth keeps/, /^Expiry: better-auth/, /^Cycle key/, /^Expire now/, /^Clear/, /^Flush/],
  },
};

test.each(Object.entries(walks))(
  "%s: six tabs, no call that it does not have, in both languages",
  async (engine, walk) => {
    await at("session", { query: `engine=${engine}` }, async (page) => {
      const promise = english[walk.promise as keyof typeof english]?.message ?? walk.promise;
      await reads(page, ...walk.reads);
      expect(await page.$eval(".f-edits dd", (fact) => (fact as HTMLElement).innerText)).toBe(promise);
      const names = await page.$$eval(".facts dt", (facts) => facts.map(({ textContent }) => textContent));
      for (const absent of walk.not) expect(names).not.toContain(absent);
      const without = (await off(page)).filter((one) => !/^(Undo|Redo)/.test(one));
      expect(without.length).toBe(walk.off.length);
      for (const [index, one] of walk.off.entries()) expect(without[index]).toMatch(one);
      for (const tab of tabs) {
        await show(page, tab);
        await isAccessible(page);
        await takePicture(page, `engine-${engine}-${tab}-1400`);
      }
      await show(page, "session");
      for (const [width, theme] of [
        [700, "dark"],
        [400, "light"],
      ] as const) {
        await page.setViewport({ width, height: 700 });
        await page.emulateMediaFeatures([
          { name: "prefers-color-scheme", value: theme },
          { name: "prefers-reduced-motion", value: "reduce" },
        ]);
        await isAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        await takePicture(page, `engine-${engine}-session-${width}`);
      }
      expect(await faults(page)).toEqual({ lacking: [], failed: false });
    });
    await at("session", { query: `engine=${engine}&language=de`, width: 700 }, async (page) => {
      await reads(page, ...walk.reads.filter((one) => one !== "Created"));
      const promise = german[walk.promise as keyof typeof german]?.message ?? walk.promise;
      expect(await page.$eval(".f-edits dd", (fact) => (fact as HTMLElement).innerText)).toBe(promise);
      await takePicture(page, `engine-${engine}-german-700`);
    });
  },
);
