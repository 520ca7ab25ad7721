/** The Timeline tab in the real DevTools of both browsers, on the demo app: what is seen, and what the server holds then. */

import { describe, expect, test } from "vitest";
import type { BrowserName } from "./browser.ts";
import { button, menuItem, row, signIn, tab, undoStrip } from "./panel-words.ts";
import { scenes } from "./scene.ts";
import type { Target } from "./target.ts";

const pathOf = (path: string): Target => row(path);
const detail = ".v-timeline .detail";
const current = ".request-list [aria-selected=true]";

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  const setScene = scenes(name);

  test("from a key to the request that changed it, back to the state before it, and undo", async () => {
    const { browser, page, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    await browser.goto(`${shop.url}/`);
    await page.click("#add-enamel-mug");
    await page.reads("1", "#cart-count");

    // From the key's last change to the request.
    await panel.click(row("cart"));
    await panel.reads("POST /cart/add", ".detail");
    await panel.click({ selector: ".to-timeline", within: ".detail" });
    await panel.reads("/cart/add", current);
    await panel.reads("POST /cart/add", detail);
    await panel.reads("303", current);
    await panel.reads("+", current);
    await panel.reads("Enamel mug", detail);
    await panel.reads("Set-Cookie", detail);
    // DevTools saw the same request.
    await panel.reads(`${shop.url}/cart/add`, detail);

    // Back to the state after the sign-in: the cart is empty, for the app too.
    await panel.fill({ role: "searchbox" }, "method:post");
    await panel.click(pathOf("/login"));
    await panel.reads("POST /login", detail);
    await panel.reads("new key", current);
    await panel.click(button("Jump to this state", detail));
    await panel.reads("Jumped to the state after POST /login", undoStrip);
    await browser.goto(`${shop.url}/cart`);
    await page.find("#cart-empty");
    await page.reads("Ada Lovelace", "#user-name");
    await panel.click(button("Undo", undoStrip));
    await panel.reads("Took back the restore", undoStrip);
    await browser.reload();
    await page.reads("Enamel mug", "#cart");

    // Two states side by side.
    await panel.click(pathOf("/login"));
    await panel.click(button("Compare", detail));
    await panel.click(pathOf("/cart/add"));
    await panel.reads("revision", detail);
    await panel.reads("cart", `${detail} .diff`);
    await panel.press("Escape");
    await panel.gone(button("Swap A and B"));

    await panel.fill({ role: "searchbox" }, "");
    await panel.reads("restore a state", ".request-list");

    // What is paused is not recorded.
    await panel.click(button("Pause recording"));
    await panel.reads("Recording is paused.");
    await browser.goto(`${shop.url}/products/linen-tote`);
    await panel.click(button("Go on recording"));
    await panel.gone(button("Go on recording"));
    await browser.goto(`${shop.url}/account`);
    await panel.find(pathOf("/account"));
    expect(await panel.has(pathOf("/products/linen-tote"))).toBe(false);

    await panel.fill({ role: "searchbox" }, "changed:cart method:post");
    await panel.gone(pathOf("/account"));
    await panel.find(pathOf("/cart/add"));
    expect(await panel.has(pathOf("/login"))).toBe(false);

    // Firefox lets no extension open its Network panel.
    await panel.click(pathOf("/cart/add"));
    await panel.click(button("More", detail));
    await panel.find(menuItem("Copy address"));
    expect(await panel.has(menuItem("Open in Network"))).toBe(name === "chromium");
    await panel.press("Escape");
    await panel.click(tab("session"));
    await panel.find(row("cart"));
  });
});
