/** The tab Store, in the real DevTools of both browsers, over the demo app's real store. */

import { describe, expect, test } from "vitest";
import type { BrowserName } from "./browser.ts";
import { button, editValue, row, tab, typeOver, undoStrip } from "./panel-words.ts";
import { scenes } from "./scene.ts";
import type { View } from "./view.ts";
import { Visitor } from "./visitor.ts";

const listed = (panel: View): Promise<number> =>
  panel.evaluate(() => document.querySelectorAll(".v-store .session-list [role=row][data-id]").length);
const rowsAre = (panel: View, count: number): Promise<void> =>
  panel.until(`${count} rows`, async () => (await listed(panel)) === count);
const firstRow = ".v-store .session-list [role=row][data-id]";
const filter = ".v-store [data-filter]";
const foot = ".v-store .detail .foot";

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  const setScene = scenes(name);

  test("store: every session is found, looked into, edited, deleted, brought back and used", async () => {
    const { browser, page, panel, shop } = await setScene();
    const grace = await Visitor.signedIn(shop, "Grace Hopper");
    const barbara = await Visitor.signedIn(shop, "Barbara Liskov");

    // The list, and this browser's own session in it.
    await panel.click(tab("store"));
    await panel.reads("this browser", ".v-store .session-list");
    await rowsAre(panel, 3);

    // A filter finds one of them, and the detail shows its keys.
    await panel.fill(filter, "value:Grace");
    await rowsAre(panel, 1);
    await panel.click(firstRow);
    await panel.reads("Grace Hopper", row("user_name"));

    // An edit reaches its visitor, and none who has changed a value meanwhile is overwritten.
    await editValue(panel, "user_name", '"Rear Admiral"');
    await panel.reads('Set user_name to "Rear Admiral".', undoStrip);
    expect(await grace.name()).toBe("Rear Admiral");
    await typeOver(panel, "visits", "1000");
    await grace.ask("/cart");
    await panel.press("Enter");
    await panel.reads("Changed while you edited it");
    await panel.click(button("Keep theirs"));
    await panel.gone(button("Keep theirs"));
    expect(await grace.name()).toBe("Rear Admiral");

    // What is deleted is gone for its visitor. Undo brings the data back, not the visitor.
    await panel.fill(filter, "value:Admiral");
    await rowsAre(panel, 1);
    await panel.click(firstRow);
    await panel.reads("Rear Admiral", row("user_name"));
    await panel.click(button("Delete", foot));
    await panel.reads("Deleted", undoStrip);
    await rowsAre(panel, 0);
    expect(await grace.name()).toBeNull();
    await panel.click(button("Undo", undoStrip));
    await panel.reads("Its browser stays signed out.", undoStrip);
    await rowsAre(panel, 1);
    expect(await grace.name()).toBeNull();

    // This browser gets a copy with a new key, and undo gives it its own session back.
    await panel.click(firstRow);
    await panel.reads("Rear Admiral", row("user_name"));
    await panel.click(button("Use in this browser", foot));
    await panel.reads("with a new key.", undoStrip);
    await rowsAre(panel, 2);
    await browser.goto(`${shop.url}/cart`);
    await page.reads("Rear Admiral", "#user-name");
    await panel.click(button("Undo", undoStrip));
    await panel.reads("Put the cookie sessionid back.", undoStrip);
    await browser.reload();
    await page.find("#sign-in-link");
    await rowsAre(panel, 1);

    // The expired are cleared away, and nobody else.
    await barbara.expireSoon();
    await panel.fill(filter, "");
    await panel.reads("expired", ".v-store .session-list");
    await panel.click(button("Clear expired"));
    await panel.reads("Removed 1 session that had expired. This cannot be undone.", undoStrip);
    expect(await barbara.name()).toBeNull();
    await browser.reload();
    await panel.reads("this browser", ".v-store .session-list");
  });
});
