/** The Cookies tab on the playground: seen, edited, refused, brought in and out, by mouse and by keys alone. */

import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Playground } from "../../extension/panel/playground.tsx";
import { type PlaygroundServer, servePlayground } from "./playground-server.ts";

declare const window: { playground: Playground; axe: { run(): Promise<AxeResults> } };

const pictures = fileURLToPath(new URL("../../artifacts/playground", import.meta.url));
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let served: PlaygroundServer;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  served = await servePlayground();
});
afterAll(() => served?.close());

interface View {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
  readonly scenario?: string;
}

/** Opens the tab, fails on any error of the page, and closes it again. */
async function open(view: View, look: (page: Page) => Promise<void>): Promise<void> {
  const page = await served.browser.newPage();
  page.setDefaultTimeout(8000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  try {
    await page.setViewport({ width: view.width ?? 1400, height: view.height ?? 700 });
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: view.theme ?? "light" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await page.goto(served.address(view.scenario ?? "cookies"));
    await page.waitForFunction(() => "playground" in window);
    if (view.scenario === undefined) await rowOf(page, "sessionid");
    await look(page);
    expect(errors).toEqual([]);
  } finally {
    await page.close();
  }
}

const rowOf = async (page: Page, name: string) => (await page.waitForSelector(`.row:has(.name[title="${name}"])`))!;
const choose = async (page: Page, name: string) => {
  await (await rowOf(page, name)).click();
  await page.waitForFunction(
    (wanted) => document.querySelector(".v-cookies .detail .top > .mono")?.textContent === wanted,
    {},
    name,
  );
};
/** Presses the button of this name. */
const press = async (page: Page, name: string) => {
  const button = await page.waitForSelector(`aria/${name}[role="button"]`);
  await button!.click();
};
const panes = { Attributes: "attributes", "Set-Cookie": "line", History: "story" } as const;
const showPane = async (page: Page, name: keyof typeof panes) => {
  await page.click(`#cookie-tab-${panes[name]}`);
  await page.waitForSelector(`#cookie-tab-${panes[name]}[aria-selected=true]`);
};
const names = (page: Page) => page.$$eval(".v-cookies .row .name", (cells) => cells.map((cell) => cell.textContent));
const jar = (page: Page, name: string) =>
  page.evaluate((wanted) => window.playground.browser.jar().find((cookie) => cookie.name === wanted) ?? null, name);
const says = (page: Page, sentence: string) =>
  page.waitForFunction((wanted) => document.querySelector(".undo .cut")?.textContent === wanted, {}, sentence);
const shows = (page: Page, text: string) =>
  page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, text);
const becomesFocused = (page: Page, name: string) =>
  page.waitForFunction(
    (wanted) => document.activeElement?.closest(".row")?.querySelector(".name")?.textContent === wanted,
    {},
    name,
  );
const isAccessible = async (page: Page) => {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => window.axe.run());
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
};
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `cookies-${name}.png`) });

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
      await page.waitForSelector(".cookie-pop");
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
      const box = await (await page.waitForSelector(".cookie-pop"))!.boundingBox();
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

describe("a write", () => {
  test("that cannot work is not sent, and says why in the row", async () => {
    await open({}, async (page) => {
      await (await (await rowOf(page, "theme")).$("[data-column=sameSite]"))!.click({ count: 2 });
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
    await page.waitForFunction(() => document.querySelectorAll(".story li").length === 1);
    await page.evaluate(() => {
      const { browser } = window.playground;
      browser.putCookie({ name: "theme", value: "light", sameSite: "lax" });
      browser.respond({
        url: "http://localhost:3000/theme",
        method: "POST",
        headers: [["Set-Cookie", "theme=light; Path=/; SameSite=Lax"]],
      });
    });
    await page.waitForFunction(() => document.querySelectorAll(".story li").length === 2);
    const lines = await page.$$eval(".story .by", (all) => all.map((by) => by.textContent));
    expect(lines).toEqual(["POST /theme", "you"]);
    await picture(page, "history-1400-dark");
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

test("goes out as a file's text and comes in again, row by row", async () => {
  await open({}, async (page) => {
    await press(page, "Export");
    await page.waitForSelector(".cookie-pop textarea");
    await press(page, "cookies.txt");
    const exported = await page.$eval(".cookie-pop textarea", (field) => field.value);
    expect(exported).toContain("#HttpOnly_localhost\tFALSE\t/\tFALSE\t");
    await page.keyboard.press("Escape");
    await press(page, "Delete all");
    await says(page, "Deleted 8 cookies.");
    await press(page, "Import");
    const field = await page.waitForSelector(".cookie-pop textarea");
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
