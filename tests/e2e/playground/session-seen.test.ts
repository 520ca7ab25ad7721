/** The Session tab as it looks: in every size and theme, filtered, with large, hidden and encoded values. */

import { describe, expect, test } from "vitest";
import type { PlaygroundWindow, View } from "./page.ts";
import { everythingAtOnce, sessionPages } from "./session-words.ts";

declare const window: PlaygroundWindow;

const at = sessionPages();

const looks: readonly [name: string, view: View][] = [
  ["1400-light", {}],
  ["1400-dark", { theme: "dark" }],
  ["900-dark", { theme: "dark", width: 900, height: 640 }],
  ["420-light", { width: 420, height: 900 }],
  ["420-dark", { theme: "dark", width: 420, height: 900 }],
  ["1100-firefox-dark", { theme: "dark", width: 1100, height: 320, query: "browser=firefox" }],
];
test.each(looks)("everything at once, %s: can be used by everybody, nothing sticks out", async (name, view) => {
  await at(view, async (session) => {
    await everythingAtOnce(session, (view.width ?? 1400) >= 700);
    await session.picture(`edits-${name}`);
    await session.accessible();
    const width = await session.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(view.width ?? 1400);
  });
});

describe("values that are not simply there", () => {
  test("a string says what is encoded in it", async () => {
    await at({}, async (session) => {
      await session.change({ ticket: btoa(JSON.stringify({ sub: "42", scope: ["cart"] })) });
      await session.select("ticket");
      await session.page.locator("::-p-aria([name='Decoded'][role='tab'])").click();
      await session.reads("base64 JSON");
      await session.readsJson("sub");
      expect(JSON.parse(await session.json())).toEqual({ sub: "42", scope: ["cart"] });
      await session.accessible();
    });
  });

  test("what the server hides has a padlock and nothing that could be done to it", async () => {
    await at({}, async (session) => {
      await session.select("api_token");
      expect(await session.page.$eval("[data-path=api_token] .g", (glyph) => glyph.getAttribute("aria-label"))).toBe(
        "hidden by the server",
      );
      await session.press("Enter", "F2", "Delete");
      expect(await session.page.$("[data-path=api_token] :is(input, .acts)")).toBeNull();
      expect(await session.hasRow("api_token")).toBe(true);
    });
  });

  test("a truncated value is loaded whole when the user opens it", async () => {
    await at({ scenario: "big" }, async (session) => {
      await session.row("key_0000");
      await session.select("key_0000");
      await session.press("End");
      await session.focusIs("long_text");
      await session.page.waitForFunction(() => window.playground.jsonEditor()?.text.length === 28 * 4000 + 2);
      await session.press("Home");
      await session.type("long");
      await session.focusIs("long_text");
      expect(await session.rowText("long_text")).toContain("112 kB");
    });
  });

  test("a value that is removed while it is typed keeps its row and what is typed", async () => {
    await at({}, async (session) => {
      await session.select("visits");
      await session.press("Enter");
      await session.fill("18");
      await session.change({}, "/reset", ["visits"]);
      await session.page.waitForSelector("[data-path=visits].is-gone");
      expect(await session.page.$eval("[data-path=visits] input", (field) => field.value)).toBe("18");
      await expect
        .poll(() => session.page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
        .toBe("Value of visits");
      await session.press("Enter");
      await session.reads("Removed on the server while you edited it.");
      await session.button("Use mine");
      await session.stored("visits", 18);
    });
  });

  test("the history of a value, and back to what it was", async () => {
    await at({}, async (session) => {
      await session.change({ visits: 18 }, "/a");
      await session.page.waitForSelector("[data-path=visits].m-chg");
      await session.change({ visits: 19 }, "/b");
      await session.select("visits");
      await session.page.click("::-p-aria([role='tab']) ::-p-text(History)");
      await session.reads("19 POST /b");
      await session.reads("Revision 19: the current value");
      await session.page.focus(".hist");
      await session.press("ArrowDown");
      await session.reads("Revision 18");
      await session.picture("history-1400");
      await session.accessible();
      await session.button("Restore this value");
      await session.stored("visits", 18);
    });
  });
});

test("10,000 keys: only what can be seen is there, and the keyboard reaches all of it", async () => {
  await at({}, async (session) => {
    await session.change(
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, index) => [`key_${`${index}`.padStart(5, "0")}`, { index }]),
      ),
    );
    await session.reads("10,010 keys");
    const rendered = () => session.page.$$eval(".tree [data-row]", (rows) => rows.length);
    expect(await rendered()).toBeLessThan(80);
    await session.select("visits");
    await session.press("End");
    await session.focusIs("key_09999");
    expect(await rendered()).toBeLessThan(80);
    await session.press("ArrowRight", "ArrowDown");
    await session.focusIs("key_09999.index");
    await session.press("Home");
    await session.focusIs("user_id");
    // The row with the focus stays in the page wherever the list is scrolled.
    await session.page.$eval(".tree", (tree) => tree.scrollTo(0, 120_000));
    await session.page.waitForSelector("[data-path=key_05000]");
    expect(await session.focus()).toBe("user_id");
    expect(await rendered()).toBeLessThan(80);
    await session.change({ key_05000: { index: "changed" } });
    await session.page.waitForSelector("[data-path=key_05000].m-chg");
    const top = await session.page.$eval(".tree", (tree) => tree.scrollTop);
    expect(top).toBe(120_000);
    await session.page.focus(".tree [data-row][tabindex='0']");
    await session.typeAhead("key_07");
    await session.focusIs("key_07000");
    await session.press("Delete");
    await session.stored("key_07000", undefined);
  });
});

test("the filter: text, key:value, -not; Esc empties it", async () => {
  await at({}, async (session) => {
    await session.press("/");
    await session.type("qty:1 -tote");
    await session.row("cart.items[1].qty");
    const names = () =>
      session.page.$$eval(".tree [data-row]", (rows) => rows.map((row) => row.getAttribute("data-path")));
    expect(await names()).toEqual([
      "cart",
      "cart.items",
      "cart.items[1]",
      "cart.items[1].qty",
      "cart.items[2]",
      "cart.items[2].qty",
    ]);
    expect(await session.page.$$eval(".tree mark", (marks) => marks.map((mark) => mark.textContent))).toContain("qty");
    await session.fill("nothing like it");
    await session.reads("No key matches");
    await session.accessible();
    await session.press("Escape");
    await session.row("user_id");
  });
});

test("the keyboard alone: find by typing, open everything, the menu of a row", async () => {
  await at({}, async (session) => {
    await session.select("user_id");
    await session.typeAhead("ca");
    await session.focusIs("cart");
    await session.press("*");
    await session.row("cart.items[0].options.colour");
    await session.press("Shift+F10");
    await session.page.waitForSelector("[role=menu]");
    await session.accessible();
    await session.picture("menu-1400");
    await session.press("Escape");
    await session.focusIs("cart");
    await session.press("F6");
    await expect
      .poll(() => session.page.evaluate(() => document.activeElement?.closest(".detail") !== null))
      .toBe(true);
    await session.press("Escape");
    await session.focusIs("cart");
  });
});

test("a narrow dock: the detail is a sheet, everything else is in More", async () => {
  await at({ width: 420, height: 900 }, async (session) => {
    await session.button("More");
    await session.reads("Can be undone with Ctrl+Z");
    await session.picture("menu-420");
    await session.accessible();
    await session.item("Expiry…");
    await session.reads("When this session expires");
    await session.picture("expiry-420");
    await session.press("Escape");
    await session.select("cart");
    await session.press("Shift+F10");
    await session.item("Details");
    await session.page.waitForSelector(".detail .json-editor");
    await session.picture("sheet-420");
    await session.accessible();
    await session.press("Escape");
    await session.page.waitForFunction(() => document.querySelector(".detail") === null);
    await session.focusIs("cart");
  });
});
