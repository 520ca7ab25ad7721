/** The Cookies tab, looked at: in every size and theme, explained, covered, timed. */

import type { KeyInput } from "puppeteer-core";
import { describe, expect, test } from "vitest";
import { becomesFocused, choose, cookiePages, picture, press, rowOf, says, showPane, shows } from "./cookie-words.ts";
import { isAccessible, type PlaygroundWindow } from "./page.ts";

declare const window: PlaygroundWindow;

const open = cookiePages();

describe("looks right and can be used by everybody", () => {
  test.each([
    ["token-1400-light", { width: 1400 }, "id_token"],
    ["refused-1400-dark", { width: 1400, theme: "dark" }, "promo"],
    ["refused-1100-light", { width: 1100 }, "promo"],
    ["refused-900-light", { width: 900, height: 640 }, "promo"],
    ["token-900-dark", { width: 900, height: 640, theme: "dark" }, "id_token"],
    ["sheet-420-light", { width: 420, height: 900 }, "id_token"],
    ["sheet-420-dark", { width: 420, height: 900, theme: "dark" }, "promo"],
  ] as const)("%s", async (name, view, cookie) => {
    await open(view, async (page) => {
      await choose(page, cookie);
      await shows(page, cookie === "promo" ? "The browser did not store this cookie" : "Payload");
      await picture(page, name);
      await isAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(view.width);
    });
  });

  test.each(["Attributes", "Set-Cookie"] as const)("the pane %s", async (pane) => {
    await open({ theme: "dark" }, async (page) => {
      await choose(page, "theme");
      await showPane(page, pane);
      await picture(page, `${pane.toLowerCase()}-1400-dark`);
      await isAccessible(page);
    });
  });

  test.each(["Add", "Export", "Import"])("the popover %s, wide and narrow", async (name) => {
    await open({}, async (page) => {
      await press(page, name);
      await page.waitForSelector(".pop");
      await picture(page, `${name.toLowerCase()}-1400-light`);
      await isAccessible(page);
    });
    await open({ width: 420, height: 900, theme: "dark" }, async (page) => {
      if (name === "Add") await press(page, "Add a cookie");
      else {
        await press(page, "More");
        const item = await page.waitForSelector(`aria/${name}[role="menuitem"]`);
        await item!.click();
      }
      const box = await (await page.waitForSelector(".pop"))!.boundingBox();
      expect([box!.x, box!.width]).toEqual([8, 404]);
      await picture(page, `${name.toLowerCase()}-420-dark`);
      await isAccessible(page);
    });
  });

  test("columns go as the room does, and as the user says", async () => {
    await open({}, async (page) => {
      const heads = () =>
        page.$$eval(".v-cookies .head [role=columnheader]", (all) =>
          all.filter((head) => head.checkVisibility()).map((head) => head.textContent),
        );
      const all = [
        "",
        "Name",
        "Value",
        "Domain",
        "Path",
        "Expires",
        "Size",
        "HttpOnly",
        "Secure",
        "SameSite",
        "Partition",
        "Advice",
      ];
      expect(await heads()).toEqual(all);
      await page.setViewport({ width: 1200, height: 700 });
      expect(await heads()).toEqual(all.filter((name) => name !== "Path" && name !== "Size"));
      await page.setViewport({ width: 1400, height: 700 });
      await press(page, "Columns");
      const item = await page.waitForSelector('aria/Domain[role="menuitemcheckbox"]');
      await item!.click();
      expect(await heads()).toEqual(all.filter((name) => name !== "Domain"));
      // No column covers another: heads and cells begin at the same places.
      const edges = await page.$$eval(".v-cookies :is(.head, .row)", (rows) =>
        rows.map((row) =>
          [...row.children]
            .filter((cell) => cell.checkVisibility())
            .map((cell) => Math.round(cell.getBoundingClientRect().left)),
        ),
      );
      for (const row of edges) expect(row).toEqual(edges[0]);
    });
  });
});

describe("500 cookies: only rows that can be seen are there", () => {
  test.each([
    ["in columns", { width: 1400 }],
    ["in two lines each", { width: 420, height: 900 }],
  ] as const)("%s, and the keyboard reaches all of them", async (_, view) => {
    await open(view, async (page) => {
      await page.evaluate(() => {
        const { browser } = window.playground;
        for (const { name } of browser.jar()) browser.dropCookie(name);
        for (let at = 0; at < 500; at++) browser.putCookie({ name: `cookie_${at}`, value: `value ${at}` });
      });
      // The refused cookie and the header are rows too.
      await page.waitForSelector(".table[aria-rowcount='502']");
      const drawn = () => page.$$eval(".table > .row", (rows) => rows.length);
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-rowindex"));
      const moves = async (key: KeyInput, to: string) => {
        await page.keyboard.press(key);
        await becomesFocused(page, to);
        expect(await drawn()).toBeLessThan(80);
      };
      await page.focus(".v-cookies .row[tabindex='0']");
      await moves("End", "promo");
      expect(await focused()).toBe("502");
      await moves("ArrowUp", "cookie_499");
      expect(await focused()).toBe("501");
      await page.waitForFunction(() => {
        const [row, table] = [document.activeElement!, document.querySelector(".table")!].map((one) =>
          one.getBoundingClientRect(),
        );
        return row!.bottom <= table!.bottom + 1 && row!.top >= table!.top;
      });
      await moves("Home", "cookie_0");
      expect(await focused()).toBe("2");
      // The row with the focus stays in the page wherever the table is scrolled, and the rows in view are in their places.
      await page.$eval(".table", (table) => table.scrollTo(0, table.scrollHeight / 2));
      await page.waitForFunction(() => {
        const { top, height } = document.querySelector(".table")!.getBoundingClientRect();
        const row = document.elementFromPoint(200, top + height / 2)?.closest(".row");
        const index = Number(row?.getAttribute("aria-rowindex"));
        return index > 230 && index < 275;
      });
      expect(await focused()).toBe("2");
      expect(await drawn()).toBeLessThan(80);
      await isAccessible(page);
      await moves("ArrowDown", "cookie_1");
      await page.keyboard.down("Control");
      await page.keyboard.press("a");
      await page.keyboard.up("Control");
      await page.keyboard.press("Delete");
      await says(page, "Deleted 501 cookies.");
    });
  });
});

test("in a narrow dock the sheet leaves the chosen row in view", async () => {
  await open({ width: 420, height: 640 }, async (page) => {
    await choose(page, "remember");
    await page.waitForFunction(() => {
      const row = document.querySelector('.row:has(.name[title="remember"])')!.getBoundingClientRect();
      const sheet = document.querySelector(".v-cookies .detail")!.getBoundingClientRect();
      return row.bottom < sheet.top + 1 && row.top > 0;
    });
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector(".v-cookies .detail"));
    await becomesFocused(page, "remember");
  });
});

test("what a response asks for is judged as it comes", async () => {
  await open({}, async (page) => {
    await page.evaluate(() => {
      const line = "__Host-new=1; Secure; Path=/; Domain=localhost";
      window.playground.browser.respond({ url: "http://localhost:3000/x", headers: [["Set-Cookie", line]] });
    });
    await choose(page, "__Host-new");
    await shows(page, "__Host- forbids Domain.");
  });
});

test("the time left runs", async () => {
  await open({}, async (page) => {
    const time = () => page.$eval('.row:has(.name[title="id_token"]) time', (cell) => cell.textContent);
    const before = await time();
    expect(before).toMatch(/^5\d min \d\d s$/);
    await page.waitForFunction(
      (old) => document.querySelector('.row:has(.name[title="id_token"]) time')?.textContent !== old,
      {},
      before,
    );
  });
});

test("without permission it says so, and shows what the rules refuse", async () => {
  await open({ scenario: "not-allowed" }, async (page) => {
    await (await page.waitForSelector("#tab-tab-cookies"))!.click();
    await shows(page, "shop.example is not allowed yet");
    await page.evaluate(() => {
      const headers = [["Set-Cookie", "promo=1; SameSite=None"]] as const;
      window.playground.browser.respond({ url: "https://shop.example/", headers });
    });
    await rowOf(page, "promo");
    await picture(page, "not-allowed-1400-light");
    await isAccessible(page);
    await press(page, "Allow shop.example");
    await page.waitForFunction(() => !document.querySelector(".cookie-list .strip"));
  });
});

test("secrets stay covered until they are revealed", async () => {
  await open({}, async (page) => {
    const value = () => page.$eval('.row:has(.name[title="sessionid"]) .value', (cell) => cell.textContent);
    expect(await value()).toBe("k3v9••••••••");
    await choose(page, "sessionid");
    await press(page, "Reveal");
    expect(await value()).toBe(await page.evaluate(() => window.playground.sessionKey));
  });
});

test("a signature is checked against a secret that is typed", async () => {
  await open({}, async (page) => {
    await page.evaluate(() => {
      const value = "s%3Ahello.DGDUkGlIkCzPz%2BC0B064FNgHdEjox7ch8tOBGslZ5QI";
      window.playground.browser.putCookie({ name: "signed", value });
    });
    await choose(page, "signed");
    await shows(page, "Signed by Express");
    await press(page, "Check…");
    await page.type("input[type=password]", "tobiiscool");
    await page.keyboard.press("Enter");
    await shows(page, "The signature fits");
  });
});
