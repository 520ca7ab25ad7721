/** Small features of the Session tab: earlier values, checkboxes for booleans, and keys that are sorted, muted or renamed. */

import { expect, test } from "vitest";
import { isAccessible, type PlaygroundWindow, playgroundPages } from "./page.ts";
import { type Session, sessionPages } from "./session-words.ts";

declare const window: PlaygroundWindow;

const at = sessionPages();
const open = playgroundPages();

const keys = (session: Session) =>
  session.page.$$eval("[data-row][aria-level='1']", (rows) => rows.map((row) => row.getAttribute("data-path")));
const focusedLabel = (session: Session) =>
  session.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));

test.each([1400, 900, 420])("at %i px a row that changed says what it was", async (width) => {
  await at({ width }, async (session) => {
    await session.change({ visits: 18, user_name: "Grace Hopper" });
    await session.reads('"Ada Lovelace" → "Grace Hopper"');
    expect(await session.rowText("visits")).toContain("17 → 18");
    await session.picture(`before-after-${width}`);
    await session.accessible();
  });
});

test("a boolean is toggled by its box: by mouse, by keyboard, and undone like any edit", async () => {
  await at({}, async (session) => {
    await session.page.click("[data-path=remember_me] input[type=checkbox]");
    await session.stored("remember_me", false);
    await session.strip("Set remember_me to false.");
    await session.press("Control+z");
    await session.stored("remember_me", true);
    await session.select("remember_me");
    await session.press("Tab");
    await expect.poll(() => focusedLabel(session)).toBe("Value of remember_me");
    await session.press("Space");
    await session.stored("remember_me", false);
    await expect.poll(() => focusedLabel(session)).toBe("Value of remember_me");
    await session.accessible();
  });
});

test("keys are sorted by the heads of the columns, and by the menu of a row", async () => {
  await at({}, async (session) => {
    const stored = await keys(session);
    await session.button("Key", ".tree");
    await expect.poll(() => keys(session)).toEqual(stored.toSorted((a, b) => a!.localeCompare(b!, "en")));
    await session.accessible();
    await session.picture("sorted");
    await session.button("Size", ".tree");
    await expect.poll(async () => (await keys(session))[0]).toBe("cart");
    await session.select("visits");
    await session.press("Shift+F10");
    await session.page.click("::-p-aria([name='As stored'][role='menuitemradio'])");
    await expect.poll(() => keys(session)).toEqual(stored);
  });
});

test("a key that is renamed stays in its place", async () => {
  await at({}, async (session) => {
    const stored = await keys(session);
    await session.select("user_name");
    await session.press("F2");
    await session.fill("name");
    await session.press("Enter");
    await session.stored("name", "Ada Lovelace");
    await expect.poll(() => keys(session)).toEqual(stored.map((key) => (key === "user_name" ? "name" : key)));
    await session.focusIs("name");
  });
});

test("the filter finds sizes, and names a word that it does not know", async () => {
  await at({}, async (session) => {
    await session.page.focus("[data-filter]");
    await session.type("size:>200");
    await expect.poll(() => keys(session)).toEqual(["cart"]);
    await session.fill("foo:bar");
    await session.reads("No key or name contains “foo”.");
    await session.fill("size:200");
    await session.reads("For sizes write size:>1k or size:<200.");
    await session.accessible();
  });
});

test("the filter of the Cookies tab names a word that it does not know", async () => {
  await open("cookies", {}, async (page) => {
    const filter = ".v-cookies [data-filter]";
    await page.waitForSelector(filter);
    await page.type(filter, "foo:bar");
    const reads = (text: string) =>
      page.waitForFunction((wanted) => document.querySelector(".status")?.textContent.includes(wanted), {}, text);
    await reads("“foo:” is no filter; it is looked for as text");
    await page.click(filter, { count: 3 });
    await page.type(filter, "expires:soon");
    await reads("“expires:” compares: size:>1k, expires:<7d, expires:>2026-12-31");
    await isAccessible(page);
  });
});

test("a noisy key is muted from its row, and comes back from the status line", async () => {
  await at({}, async (session) => {
    await session.select("visits");
    await session.press("Shift+F10");
    await session.page.click("::-p-aria([name='Mute changes of visits'][role='menuitemcheckbox'])");
    await session.reads("1 key muted");
    await session.change({ visits: 18, user_id: 43 });
    await session.reads("42 → 43");
    expect(await session.rowText("visits")).not.toContain("17 → 18");
    await session.accessible();
    await session.picture("muted");
    await session.button("1 key muted");
    await session.item("Unmute visits");
    await session.reads("1 key muted", false);
    await session.focusIs("visits");
    await session.change({ visits: 19 });
    await session.reads("18 → 19");
  });
});

test("when several requests came between two readings, the row names the last one and the history all", async () => {
  await at({}, async (session) => {
    await session.page.evaluate(() => {
      const { server, sessionKey } = window.playground;
      const change = (data: Record<string, unknown>, path: string) =>
        server.sessions.change(sessionKey, data, { method: "POST", path });
      change({ user_name: undefined }, "/sign-out");
      change({ visits: 18 }, "/first");
      change({ visits: 19 }, "/second");
    });
    const says = (path: string, sentence: string) => session.row(path, `.by[title^='${sentence}']`);
    await says("user_name", "removed by POST /sign-out");
    await says("visits", "changed by POST /second, after POST /first");
    await session.select("visits");
    await session.page.click("#session-detail-tab-history");
    await session.reads("before it, changed by POST /first (revision 19)");
    await session.accessible();
    await session.picture("history-before");
  });
});
