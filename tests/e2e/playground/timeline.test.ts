/** The Timeline tab: how it looks in every size and theme, and by keyboard alone. */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { keyboardPages } from "./keyboard-words.ts";
import { isAccessible, type PlaygroundWindow, takePicture, type View } from "./page.ts";

declare const window: PlaygroundWindow;

const at = keyboardPages();

/** A visitor uses the shop. */
async function visit(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { server, sessionKey } = window.playground;
    const { sessions } = server;
    const read = (path: string) => sessions.look(sessionKey, { method: "GET", path, read: ["user_id", "cart"] });
    const post = (data: Record<string, unknown>, path: string) =>
      sessions.change(sessionKey, data, { method: "POST", path, status: 302, read: ["user_id", "cart"] });
    const cart = JSON.parse(sessions.live.get(sessionKey)!.entries.get("cart")!.text);
    read("/account");
    post({ login_next: "/account", visits: 18 }, "/login");
    post({ cart: { ...cart, coupon: "WELCOME10" } }, "/cart/coupon");
    post({ login_next: undefined, draft: "Lorem ipsum ".repeat(4000) }, "/review");
    cart.items[0].qty = 5;
    cart.items.push({ name: "Linen tote", qty: 1, price: 18, options: { colour: "Natural", engraving: null } });
    post({ cart, flash: { success: ["Linen tote added"] }, visits: 19 }, "/cart/add");
    sessions.look(sessionKey, { method: "POST", path: "/checkout", status: 400, failure: "interrupted" });
    read("/cart");
  });
  await page.waitForFunction(() => document.querySelectorAll(".request-list .row").length === 9);
}

const rowOf = async (page: Page, path: string) =>
  (await page.waitForSelector(`.request-list .row:has(.path[title="${path}"])`))!;
const choose = async (page: Page, path: string) => {
  await (await rowOf(page, path)).click();
  await page.waitForFunction(
    (wanted) => document.querySelector(".v-timeline .detail .top > .mono")?.textContent.endsWith(wanted),
    {},
    path,
  );
};
const fits = async (page: Page) => {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(page.viewport()!.width);
  await isAccessible(page);
};

const looks: readonly [name: string, view: View][] = [
  ["1400-light", {}],
  ["900-dark", { theme: "dark", width: 900, height: 640 }],
  ["420-light", { width: 420, height: 900 }],
];
test.each(looks)(
  "%s: the list, a request, two states, a failure; usable by everybody, nothing sticks out",
  async (name, view) => {
    await at({ scenario: "timeline", ...view }, async ({ page }) => {
      await visit(page);
      await choose(page, "/cart/add");
      await page.waitForSelector(".v-timeline .diff [data-row]");
      await takePicture(page, `timeline-${name}`);
      await fits(page);
      await choose(page, "/checkout");
      await page.waitForFunction(() => document.body.innerText.includes("Nothing was saved: the session ended"));
      await takePicture(page, `timeline-failure-${name}`);
      await fits(page);
      if ((view.width ?? 1400) < 700) return;
      await choose(page, "/login");
      await (await page.waitForSelector("::-p-aria([name='Compare'][role='button'])"))!.click();
      await (await rowOf(page, "/cart/add")).click();
      await page.waitForSelector(".v-timeline .diff [data-row]");
      await takePicture(page, `timeline-compare-${name}`);
      await fits(page);
    });
  },
);

test("by keyboard alone: choose, open, compare, jump, undo, filter, pause, export", async () => {
  await at({ scenario: "timeline" }, async (walk) => {
    const { page } = walk;
    await visit(page);
    await walk.list();
    await walk.press("Home", "End");
    await walk.press("ArrowUp", "ArrowUp");
    await walk.goes("row", "Enter");
    expect(await page.$eval(".request-list [aria-selected=true] .path", (path) => path.textContent)).toBe("/cart/add");

    await walk.item("Jump to this state");
    await walk.says("Jumped to the state after POST /cart/add");
    await walk.press("Control+z");
    await walk.reads("Jumped to the state", false);

    await walk.list();
    await walk.press("Home", "End", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp");
    await walk.item("Compare with another state");
    await walk.list();
    await walk.press("ArrowUp", "ArrowUp");
    await walk.reads("revisions apart");
    await walk.press("]", "[");
    await walk.list();
    await walk.press("Escape");
    await walk.reads("revisions apart", false);

    await walk.goes("textbox Filter", "/");
    await walk.press("changed:draft", "Enter");
    await walk.is("row");
    await walk.reads("1 of");
    await walk.press("/", "Escape", "Escape");

    await walk.press("Control+e");
    await walk.reads("Recording is paused.");
    await walk.press("Control+e");
    await walk.reads("Recording is paused.", false);

    await walk.toolbar("Export");
    await walk.press("Enter");
    await walk.reads("requests");
    await walk.until("button Copy");
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>(".transfer-pop textarea")!.value !== "",
    );
    await walk.press("Enter");
    await page.waitForFunction(() => document.body.dataset.copied?.includes("sessionscope-timeline"));
    await walk.press("Escape");
    expect(await walk.unreached()).toEqual([]);
  });
});

test("no requests yet, and where the server records none: said in a sentence", async () => {
  await at({ scenario: "timeline" }, async ({ page }) => {
    await page.evaluate(() => {
      globalThis.location.hash = "#timeline-empty";
      globalThis.location.reload();
    });
    await page.waitForFunction(() => document.body.innerText.includes("No requests yet"));
    await takePicture(page, "timeline-empty");
    await fits(page);
    await page.evaluate(() => {
      globalThis.location.hash = "#timeline-observed";
      globalThis.location.reload();
    });
    await page.waitForFunction(() => document.body.innerText.includes("This server records nothing."));
    await page.evaluate(() => {
      const { server, browser, sessionKey } = window.playground;
      server.sessions.change(sessionKey, { visits: 18 }, { method: "POST", path: "/cart/add" });
      browser.respond({
        url: "http://localhost:3000/cart/add",
        method: "POST",
        headers: [["Sessionscope", "v=1; path=/__sessionscope__; request=r9"]],
      });
    });
    await choose(page, "/cart/add");
    await takePicture(page, "timeline-observed");
    await fits(page);
  });
});

test("a key's last change leads to its request", async () => {
  await at({ scenario: "session" }, async ({ page }) => {
    await page.evaluate(() => {
      const { server, sessionKey } = window.playground;
      server.sessions.change(sessionKey, { theme: "dark" }, { method: "POST", path: "/options" });
    });
    await page.waitForSelector("[data-path=theme]:not([class*=highlight])", { timeout: 15_000 });
    await (await page.waitForSelector("[data-path=theme] .to-timeline"))!.click();
    await page.waitForFunction(
      () => document.querySelector(".request-list [aria-selected=true] .path")?.textContent === "/options",
    );
  });
});
