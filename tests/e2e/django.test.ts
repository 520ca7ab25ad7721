/** The panel on Django's own sessions, in the real DevTools of both browsers: the shop of examples/django. */

import { describe, expect, test } from "vitest";
import { DjangoShop } from "../../scripts/demo/django-app.ts";
import type { BrowserName } from "./browser.ts";
import { addKey, button, editValue, row, signIn, tab, undoStrip } from "./panel-words.ts";
import { scenesOn } from "./scene.ts";

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  const setScene = scenesOn(() => DjangoShop.open({ port: 0 }), name);

  test("django: the panel reads a session, edits it for Django, flushes it, and brings it back", async () => {
    const { browser, page, panel, shop } = await setScene();
    await panel.find(row("visits"));
    await signIn(browser, shop.url);
    await page.click({ role: "button", name: "Add" });
    await page.reads("1 × Enamel mug", "#cart");
    await panel.find(row("cart"));
    await panel.find(row("_auth_user_hash"));

    await editValue(panel, "visits", "41");
    await panel.reads("Set visits to 41.", undoStrip);
    await addKey(panel, "theme", '"dark"');
    await browser.reload();
    await page.reads("42", "#visits");
    await page.find("body.dark");
    await page.reads("Ada Lovelace", "#user-name");
    await panel.reads("42", row("visits"));

    await panel.click(tab("timeline"));
    await panel.reads("/add");
    await panel.click(tab("store"));
    await panel.reads("this browser");
    await panel.click(tab("session"));

    await panel.click(button("Flush"));
    await panel.reads("Flushed.", undoStrip);
    await panel.gone(row("cart"));
    await panel.click(button("Undo", undoStrip));
    await panel.find(row("cart"));
    await browser.reload();
    await page.reads("Ada Lovelace", "#user-name");

    await panel.click(button("Flush"));
    await panel.reads("Flushed.", undoStrip);
    await browser.reload();
    await page.find("#sign-in-link");
    expect(await page.text("#cart")).toBe("empty");
  });
});
