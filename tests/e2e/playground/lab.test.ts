/** The Cookie lab in the playground: before a run, during one, after it and after a failure; with keyboard and axe. */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { isAccessible, type PlaygroundWindow, playgroundPages, takePicture } from "./page.ts";

declare const window: PlaygroundWindow;

const openPage = playgroundPages();
/** Milliseconds that a run may take. */
const timeout = 30_000;

const button = (page: Page, label: string) => page.locator(`::-p-aria([name="${label}"][role="button"])`);
const status = (page: Page) => page.$eval(".v-lab ~ .status, .status", (line) => line.textContent ?? "");
const ended = (page: Page) =>
  page.waitForFunction(() => /60 (cases|Fälle), /.test(document.querySelector(".status")?.textContent ?? ""), {
    timeout,
  });

test("runs both halves, and shows each case at every width", async () => {
  await openPage("lab", {}, async (page) => {
    await page.waitForSelector(".v-lab .row[data-id]");
    expect(await page.$$eval(".v-lab .is-waiting", (steps) => steps.length)).toBe(5);
    await isAccessible(page);
    await button(page, "Run both").click();
    await ended(page);
    expect(await page.$$eval(".v-lab .is-passed", (steps) => steps.length)).toBe(5);
    expect(await page.$$eval(".v-lab .against", (marks) => marks.length)).toBe(0);
    expect(
      await page.evaluate(() => window.playground.browser.jar().filter(({ name }) => /ss_lab/.test(name))),
    ).toEqual([]);
    await takePicture(page, "lab-1400-light");
    await isAccessible(page);

    // The keyboard alone reaches the table, opens a case and closes it.
    await page.focus(".v-lab .row[data-id=lax]");
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".v-lab .row[data-id=strict] .details");
    await isAccessible(page);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".v-lab .details", { hidden: true });

    for (const width of [1000, 700, 400]) {
      await page.setViewport({ width, height: 700 });
      await isAccessible(page);
      await takePicture(page, `lab-${width}-light`);
    }
    // A row of two lines, and nothing to scroll sideways.
    expect(await page.$eval(".v-lab .row[data-id=none]", (row) => row.getBoundingClientRect().height)).toBe(42);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
  });
});

test("shows where a browser does otherwise than the rules, and why a test cookie fails", async () => {
  await openPage("lab", { theme: "dark" }, async (page) => {
    await page.waitForSelector(".v-lab .row[data-id]");
    await page.evaluate(() => {
      window.playground.page.refusesAll = true;
    });
    await button(page, "Run both").click();
    await ended(page);
    await page.waitForSelector(".v-lab .is-failed");
    expect(await page.$eval(".v-lab .is-failed", (step) => step.textContent)).toContain("a setting of the browser");
    expect(await page.$$eval(".v-lab .is-waiting", (steps) => steps.length)).toBe(3);
    expect(await page.$$eval(".v-lab .differs", (rows) => rows.length)).toBeGreaterThan(30);
    expect(await status(page)).toContain("against the rules");
    await isAccessible(page);
    await takePicture(page, "lab-1400-dark");
    await page.setViewport({ width: 400, height: 700 });
    await isAccessible(page);
    await takePicture(page, "lab-400-dark");
  });
});

test("copies the report, and stops when asked", async () => {
  await openPage("lab", {}, async (page) => {
    await page.waitForSelector(".v-lab .row[data-id]");
    await page.evaluate(() => {
      const { server } = window.playground;
      server.delay = 20;
      Object.assign(navigator.clipboard, {
        writeText: async (text: string) => Object.assign(window, { copied: text }),
      });
    });
    await button(page, "Run both").click();
    await page.waitForFunction(() => /^[3-9] /.test(document.querySelector(".status")?.textContent ?? ""), { timeout });
    await button(page, "Stop").click();
    await page.waitForFunction(() => /stopped after/.test(document.querySelector(".undo")?.textContent ?? ""), {
      timeout,
    });
    await button(page, "Run both").wait();
    expect(
      await page.evaluate(() => window.playground.browser.jar().filter(({ name }) => /ss_lab/.test(name))),
    ).toEqual([]);

    await button(page, "Copy report").click();
    await page.locator("::-p-text(As Markdown)").click();
    const copied = await page.waitForFunction(() => (window as { copied?: string }).copied);
    expect(await copied.jsonValue()).toMatch(/^# Cookie lab\n\nhttp:\/\/localhost:3000 in Chromium \d+, 20/);
  });
});
