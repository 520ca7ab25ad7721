/** The Cookies tab, edited: by keys alone, by mouse, refused, brought in and out. */

import { describe, expect, test } from "vitest";
import {
  becomesFocused,
  choose,
  cookiePages,
  jar,
  names,
  picture,
  press,
  rowOf,
  says,
  showPane,
  shows,
} from "./cookie-words.ts";
import { isAccessible, type PlaygroundWindow } from "./page.ts";

declare const window: PlaygroundWindow;

const open = cookiePages();

describe("by keys alone", () => {
  test("moves, edits, restores, undoes and redoes", async () => {
    await open({}, async (page) => {
      await page.focus(".v-cookies .row[tabindex='0']");
      await page.keyboard.press("End");
      await becomesFocused(page, "theme");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".cell-field");
      await page.keyboard.type("r");
      await page.keyboard.press("Escape");
      await becomesFocused(page, "theme");
      expect((await jar(page, "theme"))?.value).toBe("dark");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".cell-field");
      await page.keyboard.type("er");
      await page.keyboard.press("Enter");
      await says(page, "Set theme to darker.");
      expect((await jar(page, "theme"))?.value).toBe("darker");
      await becomesFocused(page, "theme");
      await page.keyboard.down("Control");
      await page.keyboard.press("z");
      await says(page, "Put back theme.");
      expect((await jar(page, "theme"))?.value).toBe("dark");
      await page.keyboard.down("Shift");
      await page.keyboard.press("z");
      await says(page, "Set theme to darker.");
    });
  });

  test("goes from cell to cell with Tab and saves them together", async () => {
    await open({}, async (page) => {
      await page.focus(".v-cookies .row[tabindex='0']");
      await page.keyboard.press("End");
      await page.keyboard.press("F2");
      await page.waitForSelector("input.cell-field[aria-label=Name]");
      await page.keyboard.type("-2");
      await page.keyboard.press("Tab");
      await page.waitForSelector("input.cell-field[aria-label=Value]");
      await page.keyboard.type("!");
      for (const name of ["Domain", "Path", "Expires"]) {
        await page.keyboard.press("Tab");
        await page.waitForSelector(`input.cell-field[aria-label=${name}]`);
      }
      await page.keyboard.type("5 min");
      await page.keyboard.press("Tab");
      await page.waitForSelector("input[type=checkbox][aria-label=HttpOnly]:focus");
      await page.keyboard.press("Space");
      await page.keyboard.press("Enter");
      await says(page, "Renamed theme to theme-2.");
      const cookie = await jar(page, "theme-2");
      expect(cookie).toMatchObject({ value: "dark!", httpOnly: true, expiresAt: expect.any(Number) });
      expect(await jar(page, "theme")).toBeNull();
    });
  });

  test("a row's actions, its menu, ticks and Delete", async () => {
    await open({}, async (page) => {
      await page.focus(".v-cookies .row[tabindex='0']");
      await page.keyboard.press("l");
      await becomesFocused(page, "locale");
      await page.keyboard.press("Space");
      await page.keyboard.down("Shift");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.up("Shift");
      expect(
        await page.$$eval(".v-cookies .row input:checked", (boxes) =>
          boxes.map((box) => box.getAttribute("aria-label")),
        ),
      ).toEqual(["Select locale", "Select promo"]);
      await page.keyboard.press("Delete");
      await says(page, "Deleted 2 cookies.");
      await becomesFocused(page, "remember");
      expect(await names(page)).not.toContain("locale");
      await page.keyboard.down("Shift");
      await page.keyboard.press("F10");
      await page.keyboard.up("Shift");
      await page.waitForSelector("[role=menu]");
      await isAccessible(page);
      await page.keyboard.press("Escape");
      await becomesFocused(page, "remember");
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Reveal");
    });
  });

  test("filters, finds nothing, clears", async () => {
    await open({}, async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("domain:localhost -is:refused secure:no is:weak");
      await page.waitForFunction(() => document.querySelectorAll(".v-cookies .row .name").length === 3);
      expect(await names(page)).toEqual(["sessionid", "id_token", "theme"]);
      await shows(page, "3 of 11");
      await page.keyboard.type(" nothing");
      await shows(page, "No cookie matches");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.querySelectorAll(".v-cookies .row .name").length === 11);
    });
  });

  test("sorts by any column, the session first", async () => {
    await open({}, async (page) => {
      await page.click(".v-cookies .head .c-size button");
      expect(await page.$eval(".v-cookies .head .c-size", (head) => head.getAttribute("aria-sort"))).toBe("ascending");
      await page.click(".v-cookies .head .c-size button");
      expect((await names(page)).slice(0, 3)).toEqual(["sessionid", "id_token", "cart_preview"]);
    });
  });

  test("adds with Insert, told why it cannot be, until it can", async () => {
    await open({}, async (page) => {
      await page.focus(".v-cookies .row[tabindex='0']");
      await page.keyboard.press("Insert");
      await page.waitForSelector(".cookie-pop");
      await page.keyboard.type("__Host-lang");
      await page.keyboard.press("Tab");
      await page.keyboard.type("en");
      await shows(page, "__Host- requires Secure.");
      await page.keyboard.press("Enter");
      expect(await jar(page, "__Host-lang")).toBeNull();
      const secure = await page.waitForSelector('aria/Secure[role="checkbox"]');
      await secure!.click();
      await page.keyboard.down("Control");
      await page.keyboard.press("Enter");
      await page.keyboard.up("Control");
      await says(page, "Added __Host-lang.");
      expect(await jar(page, "__Host-lang")).toMatchObject({ secure: true, domain: "localhost" });
      expect(await page.$(".cookie-pop")).toBeNull();
    });
  });
});

test("the toolbar undoes and does again what was done last", async () => {
  await open({}, async (page) => {
    await (await (await rowOf(page, "theme")).$("[data-column=httpOnly]"))!.click({ count: 2 });
    await says(page, "Changed HttpOnly of theme.");
    await press(page, "Undo: change HttpOnly of theme");
    await says(page, "Put back theme.");
    await press(page, "Redo: change HttpOnly of theme");
    await says(page, "Changed HttpOnly of theme.");
    expect((await jar(page, "theme"))?.httpOnly).toBe(true);
    expect(
      await page.$eval(
        'button[aria-label^="Redo"]',
        (button) => button.ariaDisabled ?? button.hasAttribute("disabled"),
      ),
    ).toBeTruthy();
  });
});

test.each([
  [1000, true],
  [1400, false],
  [600, false],
])("the form at %i px: fields beside each other %s", async (width, beside) => {
  await open({ width, height: 480 }, async (page) => {
    await choose(page, "theme");
    await showPane(page, "Attributes");
    const tops = await page.$$eval(".v-cookies .cookie-form .field-label", (labels) =>
      labels.slice(0, 4).map((label) => Math.round(label.getBoundingClientRect().top)),
    );
    await picture(page, `form-${width}`);
    expect([tops[0] === tops[1], tops[2] === tops[3]]).toEqual([beside, beside]);
  });
});

describe("a write", () => {
  test("that cannot work is not sent, and says why in the row", async () => {
    await open({}, async (page) => {
      await (await (await rowOf(page, "theme")).$("[data-column=sameSite]"))!.click({ count: 2 });
      await page.waitForSelector("select.cell-field");
      await page.select("select.cell-field", "none");
      await shows(page, "SameSite=None is only accepted together with Secure.");
      await page.focus("select.cell-field");
      await page.keyboard.press("Enter");
      expect(await page.$eval("select.cell-field", (field) => field.getAttribute("aria-invalid"))).toBe("true");
      await picture(page, "invalid-1400-light");
      await isAccessible(page);
      expect((await jar(page, "theme"))?.sameSite).toBe("unspecified");
    });
  });

  test("that did nothing says so, and what was typed stays", async () => {
    await open({}, async (page) => {
      await page.evaluate(() => {
        window.playground.browser.platform.cookies.set = async () => null;
      });
      await choose(page, "theme");
      await showPane(page, "Attributes");
      await page.type(".v-cookies .detail textarea", "st");
      await page.keyboard.down("Control");
      await page.keyboard.press("s");
      await page.keyboard.up("Control");
      await says(page, "The browser did not store it. It gave no reason.");
      await shows(page, "Edited, not saved");
      expect(await page.$eval(".v-cookies .detail textarea", (field) => field.value)).toBe("darkst");
      await choose(page, "locale");
      await choose(page, "theme");
      expect(await page.$eval(".v-cookies .detail textarea", (field) => field.value)).toBe("darkst");
    });
  });

  test("turns a switch with a double click", async () => {
    await open({}, async (page) => {
      await (await (await rowOf(page, "id_token")).$("[data-column=httpOnly]"))!.click({ count: 2 });
      await says(page, "Changed HttpOnly of id_token.");
      expect((await jar(page, "id_token"))?.httpOnly).toBe(true);
      await page.waitForFunction(() => !document.body.textContent?.includes("1 warning"));
    });
  });
});

test("a refused cookie is explained and can be set as corrected", async () => {
  await open({}, async (page) => {
    await choose(page, "promo");
    await shows(page, "SameSiteNoneInsecure");
    expect(await page.$eval(".hot", (mark) => mark.textContent)).toBe("SameSite=None");
    await press(page, "Set the corrected one");
    const item = await page.waitForSelector('aria/If only this site needs it[role="menuitem"]');
    await item!.click();
    await says(page, "Added promo.");
    expect(await jar(page, "promo")).toMatchObject({ value: "SPRING25", sameSite: "lax" });
  });
});

test("history tells who did what, the latest first", async () => {
  await open({ theme: "dark" }, async (page) => {
    await choose(page, "theme");
    await showPane(page, "History");
    await shows(page, "Nothing happened to it since DevTools opened.");
    await (await (await rowOf(page, "theme")).$("[data-column=value]"))!.click({ count: 2 });
    await page.keyboard.type("er");
    await page.keyboard.press("Enter");
    await says(page, "Set theme to darker.");
    await page.waitForFunction(() => document.querySelectorAll(".change-log li").length === 1);
    await page.evaluate(() => {
      const { browser } = window.playground;
      browser.putCookie({ name: "theme", value: "light", sameSite: "lax" });
      browser.respond({
        url: "http://localhost:3000/theme",
        method: "POST",
        headers: [["Set-Cookie", "theme=light; Path=/; SameSite=Lax"]],
      });
    });
    await page.waitForFunction(() => document.querySelectorAll(".change-log li").length === 2);
    const lines = await page.$$eval(".change-log .by", (all) => all.map((by) => by.textContent));
    expect(lines).toEqual(["POST /theme", "you"]);
    await picture(page, "history-1400-dark");
  });
});

test("goes out as a file's text and comes in again, row by row", async () => {
  await open({}, async (page) => {
    await press(page, "Export");
    await page.waitForSelector(".transfer-pop textarea");
    await press(page, "cookies.txt");
    const exported = await page.$eval(".transfer-pop textarea", (field) => field.value);
    expect(exported).toContain("#HttpOnly_localhost\tFALSE\t/\tFALSE\t");
    await page.keyboard.press("Escape");
    await press(page, "Delete all");
    await says(page, "Deleted 8 cookies.");
    await press(page, "Import");
    const field = await page.waitForSelector(".transfer-pop textarea");
    await field!.evaluate((area, text) => {
      (area as HTMLTextAreaElement).value = text;
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, `${exported}localhost\tFALSE\t/\tFALSE\t5\told\t1\n`);
    await shows(page, "Read as cookies.txt: 10 of 11 can be imported.");
    await shows(page, "It has expired already.");
    await picture(page, "import-rows-1400-light");
    await isAccessible(page);
    await press(page, "Import 10");
    await says(page, "Imported 10 cookies.");
    expect((await jar(page, "cart_preview"))?.path).toBe("/cart");
  });
});
