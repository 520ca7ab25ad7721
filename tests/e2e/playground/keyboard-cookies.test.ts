/** Every command of the Cookies tab by keyboard alone: where the focus is afterwards. It is never lost. */

import { describe, expect, test } from "vitest";
import { jar, rowOf } from "./cookie-words.ts";
import { keyboardPages, type Walk } from "./keyboard-words.ts";
import type { View } from "./page.ts";

const openPanel = keyboardPages();
const open = (view: View, use: (walk: Walk) => Promise<void>) =>
  openPanel({ ...view, scenario: "cookies" }, async (walk) => {
    // Cookies of other hosts come last, once the list of suffixes has loaded, and move the rows below them.
    await rowOf(walk.page, "_ga");
    await use(walk);
  });

describe("every control can be reached", () => {
  test.each(["id_token", "promo"])("of %s, in each pane", async (name) => {
    await open({}, async (walk) => {
      await walk.goes(`row ${name}`, "/", "Escape", name);
      expect(await walk.unreached()).toEqual([]);
      await walk.detail();
      const first = await walk.at();
      for (let pane = ""; pane !== first; pane = await walk.at()) {
        expect(await walk.unreached(), pane).toEqual([]);
        await walk.detail();
        if (pane !== "") await walk.until(pane, "ArrowRight");
        await walk.press("ArrowRight");
      }
    });
  });

  test("of what opens", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape");
      for (const name of ["Add", "Export", "Import"]) {
        await walk.toolbar(name);
        await walk.press("Enter");
        // What opens loads late, and takes the focus then.
        await walk.page.waitForSelector("[role=dialog] :focus");
        expect(await walk.unreached(), name).toEqual([]);
        await walk.goes(`button ${name}`, "Escape");
      }
    });
  });
});

describe("in the table", () => {
  test("edits, renames, duplicates, ticks, deletes, undoes", async () => {
    await open({}, async (walk) => {
      await walk.goes("textbox Filter", "/");
      await walk.goes("row sessionid", "Escape");
      await walk.goes("row theme", "t");
      await walk.goes("textbox Value", "Enter");
      await walk.goes("row theme", "Escape");
      await walk.goes("row theme", "Enter", "er", "Enter");
      await walk.says("Set theme to darker.");
      await walk.is("row theme");
      await walk.goes("textbox Name", "F2");
      await walk.goes("textbox Value", "Tab");
      await walk.goes("textbox Name", "Shift+Tab");
      await walk.goes("row theme", "Escape");
      await walk.goes("textbox Name", "Insert");
      await walk.goes("row theme", "Escape");
      await walk.goes("textbox Name", "Control+d", "2");
      await walk.goes("row theme", "Control+Enter");
      await walk.says("Added");
      await walk.goes("row ", "Control+z");
      await walk.says("Deleted theme2.");
      await walk.goes("row locale", "Home", "l");
      await walk.goes("row locale", "Space", "Control+c");
      await walk.goes("row promo", "Shift+ArrowDown");
      await walk.goes("row remember", "Delete");
      await walk.says("Deleted 2 cookies.");
      await walk.goes("row promo", "Control+z");
      await walk.says("Put back 2 cookies.");
      await walk.goes("row promo", "Control+a");
      await walk.goes("row sessionid", "1", "2", "Home");
    });
  });

  test("every item of a row's menu, every button of a row, every head", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape", "r");
      await walk.is("row remember");
      for (const name of ["Copy the value", "name=value", "Set-Cookie line", "JSON", "cookies.txt", "curl"]) {
        await walk.item(name);
        await walk.is("row remember");
      }
      await walk.item("Edit the value");
      await walk.is("textbox Value");
      await walk.goes("row remember", "Escape");
      await walk.item("Rename");
      await walk.is("textbox Name");
      await walk.goes("row remember", "Escape");
      await walk.item("Duplicate");
      await walk.is("textbox Name");
      await walk.goes("row remember", "Escape");
      await walk.goes("button Reveal", "Tab");
      await walk.goes("row remember", "Enter");
      await walk.goes("button Copy the value", "Tab");
      await walk.goes("button Copy the value", "Enter");
      await walk.goes("button Edit the value", "Tab");
      await walk.goes("textbox Value", "Enter");
      await walk.goes("row remember", "Escape");
      await walk.until("button Delete");
      await walk.goes("row theme", "Enter");
      await walk.says("Deleted remember.");
      await walk.item("Delete");
      await walk.says("Deleted theme.");
      await walk.is("row ");
      await walk.until("checkbox Select all", "Shift+Tab");
      await walk.goes("checkbox Select all", "Space");
      await walk.goes("button Name", "ArrowRight");
      await walk.goes("button Name", "Enter");
    });
  });

  test("a refused cookie: set as corrected, waved away", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape", "p");
      await walk.goes("row promo", "Enter");
      await walk.goes("tab ", "F6");
      await walk.until("button Set the corrected one");
      await walk.goes("menuitem", "Enter");
      await walk.goes("button Set the corrected one", "Escape");
      await walk.press("Enter");
      await walk.choose("If only this site needs it");
      await walk.says("Added promo.");
      await walk.is("tab ");
    });
  });

  test("a row that leaves the filter gives the focus to the next; the last one to the table", async () => {
    await open({}, async (walk) => {
      await walk.goes("row locale", "/", "en-GB", "Enter");
      await walk.reads("1 of 11");
      await walk.goes("grid", "Enter", "Control+a", "de", "Enter");
      await walk.reads("No cookie matches");
      await walk.until("button Clear filter");
      await walk.goes("row locale", "Enter");
    });
  });
});

describe("in the toolbar", () => {
  test("adding: Tab goes round through every field, and what is typed stays", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape");
      await walk.toolbar("Add");
      await walk.goes("textbox Name", "Enter");
      await walk.goes("textbox Value", "lang", "Tab");
      await walk.press("en");
      await walk.until("button Strict");
      await walk.press("Space");
      await walk.until("checkbox HttpOnly");
      await walk.press("Space");
      await walk.until("button Add");
      await walk.goes("textbox Name", "Tab");
      await walk.goes("button Add", "Shift+Tab");
      await walk.goes("button Add", "Control+Enter");
      await walk.says("Added lang.");
      expect(await jar(walk.page, "lang")).toMatchObject({ value: "en", sameSite: "strict", httpOnly: true });
    });
  });

  test("export, import, undo, boxes, columns, delete", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape");
      await walk.toolbar("Export");
      await walk.goes("button JSON", "Enter");
      await walk.goes("button cookies.txt", "Tab", "Space");
      await walk.until("button Copy");
      await walk.goes("button", "Enter");
      await walk.goes("button Export", "Escape");
      await walk.toolbar("Import");
      await walk.goes("textbox Cookies to import", "Enter");
      await walk.press("lang=en; tz=utc");
      await walk.reads("2 of 2 can be imported");
      await walk.until("button Import 2");
      await walk.until("textbox Cookies to import");
      await walk.goes("button Import", "Control+Enter");
      await walk.says("Imported 2 cookies.");
      await walk.toolbar("Undo");
      await walk.goes("button Undo", "Enter");
      await walk.says("Took back the import.");
      await walk.until("checkbox Third parties");
      await walk.goes("checkbox Third parties", "Space");
      await walk.goes("checkbox Refused", "Tab");
      await walk.goes("checkbox Refused", "Space");
      await walk.toolbar("Columns");
      await walk.goes("menuitemcheckbox", "Enter");
      await walk.goes("button Columns", "Enter");
      await walk.list();
      await walk.press("Space");
      await walk.toolbar("Delete");
      await walk.goes("row ", "Enter");
      await walk.says("Deleted");
      await walk.toolbar("Delete all");
      await walk.press("Enter");
      await walk.says("Deleted");
      await walk.press("Control+z");
      await walk.says("Put back");
      await walk.toolbar("Hide details");
      await walk.goes("button Show details", "Enter");
    });
  });
});

test("the detail: attributes saved and reverted, a signature checked, closed", async () => {
  await open({}, async (walk) => {
    await walk.goes("row id_token", "/", "Escape", "i");
    await walk.goes("tab Decoded", "F6");
    await walk.until("button Check…");
    await walk.goes("textbox Public key", "Enter");
    await walk.goes("row id_token", "Escape");
    expect(await walk.page.$(".v-cookies .detail")).toBeNull();
    await walk.goes("row theme", "End");
    await walk.toolbar("Show details");
    await walk.press("Enter");
    await walk.detail();
    await walk.goes("tab Attributes", "ArrowRight");
    await walk.until("textbox Value");
    await walk.goes("textbox Value", "End", "er", "Control+s");
    await walk.says("Set theme to darker.");
    await walk.is("textbox Value");
    await walk.press("End", "!");
    await walk.until("button Revert");
    await walk.goes("button Revert", "Enter");
    await walk.until("textbox Value", "Shift+Tab");
    await walk.press("End", "!");
    await walk.until("button Save");
    await walk.goes("button Save", "Enter");
    await walk.says("Set theme to darker!.");
    await walk.until("button Copy as…", "Shift+Tab");
    await walk.goes("menuitem", "Enter");
    await walk.goes("button Copy as…", "Enter");
    await walk.goes("button Close details", "Tab");
    await walk.goes("row theme", "Enter");
  });
});

test("in a narrow dock: the same from More, and Esc gives the focus back", async () => {
  await open({ width: 420, height: 900 }, async (walk) => {
    await walk.press("Tab");
    expect(await walk.unreached()).toEqual([]);
    await walk.press("/", "Escape");
    await walk.toolbar("Add");
    await walk.goes("textbox Name", "Enter");
    await walk.goes("button Add", "Escape");
    for (const [name, there] of [
      ["Export", "button JSON"],
      ["Import", "textbox Cookies to import"],
    ] as const) {
      await walk.toolbar("More");
      await walk.press("Enter");
      await walk.choose(name);
      await walk.is(there);
      expect(await walk.unreached(), name).toEqual([]);
      await walk.goes("button More", "Escape");
    }
    for (const name of ["Third parties", "Refused", "Delete all", "Undo"]) {
      await walk.toolbar("More");
      await walk.press("Enter");
      await walk.choose(name);
      await walk.is(name === "Delete all" ? "grid" : "button More");
    }
  });
});
