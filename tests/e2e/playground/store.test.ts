/** The Store tab on the playground: by keyboard alone, live, at 5,000 sessions, and accessible in each state. */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { keyboardPages, type Walk } from "./keyboard-words.ts";
import { isAccessible, type PlaygroundWindow, takePicture } from "./page.ts";

declare const window: PlaygroundWindow;

const open = keyboardPages();

const handles = (page: Page) =>
  page.$$eval(".v-store .session-list .row .name", (cells) => cells.map((cell) => cell.textContent));
const becomes = (page: Page, text: string, within = "body") =>
  page.waitForFunction(
    (wanted, where) => document.querySelector<HTMLElement>(where)?.innerText.replace(/\s+/g, " ").includes(wanted),
    {},
    text,
    within,
  );
const strip = (page: Page, text: string) => becomes(page, text, ".undo");
const looksAt = (page: Page, handle: string) =>
  page.waitForFunction(
    (wanted) =>
      document.querySelector(".v-store .detail .top .mono")?.textContent === wanted &&
      document.querySelector(".v-store .detail .tree [role=row][tabindex='0']") !== null,
    {},
    handle,
  );
async function isAt(walk: Walk, place: string): Promise<void> {
  await expect.poll(() => walk.at()).toBe(place);
}

test("by keyboard: filter, look, edit, delete, undo, select several, page, and leave", async () => {
  await open({ scenario: "store" }, async (walk) => {
    const { page } = walk;
    await walk.press("/", "user:4");
    await page.waitForFunction(() => document.querySelectorAll(".v-store .session-list .row .name").length === 1);
    const [found] = await handles(page);
    await walk.press("ArrowDown");
    await isAt(walk, `row ${found}`);
    await looksAt(page, found!);
    await isAccessible(page);

    // F6 enters the detail, whose tree is edited as in the Session tab.
    await walk.press("F6");
    await isAt(walk, "row user_id");
    await walk.press("Enter");
    await isAt(walk, "textbox Value of user_id");
    await walk.press("Control+a", "44", "Enter");
    await strip(page, "Set user_id to 44.");
    await walk.press("Control+z");
    await strip(page, "back to");
    await walk.press("Escape");
    await isAt(walk, `row ${found}`);

    await walk.press("Delete");
    await strip(page, `Deleted ${found}.`);
    await becomes(page, "No session matches");
    await isAccessible(page);
    await walk.press("Control+z");
    await strip(page, "The data of 1 session is back in a new session. Its browser stays signed out.");

    // Esc empties the filter; the list is whole again, and Shift extends a selection in it.
    await walk.press("/", "Escape", "ArrowDown");
    await page.waitForFunction(() => document.querySelectorAll(".v-store .session-list .row .name").length === 50);
    await isAt(walk, `row ${(await handles(page))[0]}`);
    await walk.press("Shift+ArrowDown", "Shift+ArrowDown");
    await becomes(page, "3 selected", ".status");
    await walk.press("Delete");
    await strip(page, "Deleted 3 sessions.");
    await becomes(page, "1–47", ".status");

    await page.click('.status ::-p-aria([name="Next page"])');
    await becomes(page, "48–58", ".status");
    await isAccessible(page);
  });
});

test("a listed session that changes or goes is shown so, and no other row moves", async () => {
  await open({ scenario: "store", theme: "dark" }, async ({ page }) => {
    await becomes(page, "this browser");
    const before = await handles(page);
    await page.evaluate(() => {
      const { sessions } = window.playground.server;
      sessions.change("other-visitor-7", { a: 1, b: 2, c: 3 }, { method: "POST", path: "/x" });
      sessions.flush("other-visitor-5", { method: "POST", path: "/x" });
    });
    await page.waitForSelector(".v-store .session-list .row.is-gone");
    expect(await handles(page)).toEqual(before);
    await isAccessible(page);
    await takePicture(page, "store-gone-1400-dark");
    await page.waitForFunction(() => document.querySelector(".v-store .session-list .row.is-gone") === null);
    expect(await handles(page)).toHaveLength(before.length - 1);
  });
});

test("expired sessions are looked at and cleared away, with a strip that stops it", async () => {
  await open({ scenario: "store" }, async ({ page }) => {
    await page.click('.kinds ::-p-aria([name="Expired"])');
    await page.waitForSelector(".v-store .session-list .row.is-expired");
    await isAccessible(page);
    await page.evaluate(() => {
      window.playground.server.delay = 600;
    });
    await page.click('.v-store ::-p-aria([name="Clear expired"])');
    await becomes(page, "Clearing expired sessions", ".v-store .strip");
    await isAccessible(page);
    await takePicture(page, "store-clearing-1400-light");
    await strip(page, "Removed 5 sessions that had expired. This cannot be undone.");
    await becomes(page, "No session matches");
  });
});

test("below 880 px the detail stands below, below 700 px it is a sheet over rows of two lines", async () => {
  await open({ scenario: "store", width: 860, height: 640 }, async (walk) => {
    const { page } = walk;
    await page.waitForSelector(".v-store .split.is-below");
    await isAccessible(page);
    await takePicture(page, "store-860-light");
    await page.setViewport({ width: 400, height: 800 });
    await page.waitForSelector(".v-store .split.is-sheet");
    await page.click(".v-store .session-list .row:nth-child(3)");
    await page.waitForSelector(".v-store .split.is-open .tree .row");
    expect(await page.$eval(".v-store .session-list .row", (row) => row.getBoundingClientRect().height)).toBe(44);
    await isAccessible(page);
    await takePicture(page, "store-400-light");
    await walk.press("Escape");
    await page.waitForSelector(".v-store .split:not(.is-open)");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
  });
});
