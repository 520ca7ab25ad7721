/** The main job, in the real DevTools of both browsers, on the real demo app. */

import { createSessions } from "sessionscope";
import { describe, expect, test } from "vitest";
import type { DemoApp } from "../../scripts/demo/demo-app.ts";
import type { BrowserName } from "./browser.ts";
import { addKey, button, editValue, menuItem, row, signIn, tab, typeOver, undoStrip } from "./panel-words.ts";
import { scenes } from "./scene.ts";

/** The hidden values of the user's sessions, as the app has stored them. */
async function apiTokens({ store }: DemoApp): Promise<unknown[]> {
  const sessions = await createSessions({ store });
  const tokens: unknown[] = [];
  for await (const [, { entries }] of sessions.ofUser("42")) tokens.push(entries.get("api_token"));
  await sessions.close();
  return tokens;
}

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  const setScene = scenes(name);

  test("a sign-in on the page appears in the panel", async () => {
    const { browser, panel, shop } = await setScene();
    await panel.find(row("visits"));
    await signIn(browser, shop.url);
    await panel.reads("Ada Lovelace", row("user_name"));
  });

  test("an edit in the panel shows on the page", async () => {
    const { browser, page, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    await editValue(panel, "user_name", '"Grace Hopper"');
    await panel.reads('Set user_name to "Grace Hopper".', undoStrip);
    await browser.reload();
    await page.reads("Grace Hopper", "#user-name");
  });

  test("what is not JSON is refused with its place, before it is sent", async () => {
    const { panel } = await setScene();
    await typeOver(panel, "visits", '{"a": 1,}');
    await panel.press("Enter");
    await panel.reads("Not JSON", row("visits"));
    await panel.reads("position", row("visits"));
    await panel.press("Escape");
    await panel.gone({ role: "textbox", name: "Value of visits" });
  });

  test("a key that is added is there for the app", async () => {
    const { browser, page, panel } = await setScene();
    await panel.find(row("visits"));
    await addKey(panel, "cart", '{"items":[{"name":"Kite","qty":3,"price":5,"options":{}}],"coupon":null}');
    await panel.click(row("cart"));
    await panel.press("ArrowRight");
    await panel.find('[data-path="cart.items"]');
    // The built panel loads its style sheets in another order than the playground: a deeper row must still be indented.
    const left = (path: string) =>
      panel.evaluate((at) => document.querySelector(`[data-path="${at}"] .k`)?.getBoundingClientRect().left ?? 0, path);
    expect(await left("cart.items")).toBeGreaterThan(await left("cart"));
    await browser.reload();
    await page.reads("3", "#cart-count");
  });

  test("a value is edited as JSON beside the tree, in an editor that the extension's policy lets be styled", async () => {
    const { panel } = await setScene();
    await panel.click(row("visits"));
    const drawn = () =>
      panel.evaluate(() => {
        const root = document.querySelector(".json-editor")?.shadowRoot;
        const scroller = root?.querySelector(".cm-scroller");
        return scroller
          ? `${getComputedStyle(scroller).display}, ${root!.querySelectorAll("style").length} written`
          : "";
      });
    await panel.until("an editor with its styles", async () => (await drawn()) === "flex, 0 written");
    await panel.click(".json-editor");
    await panel.press("Control+a");
    await panel.type("41");
    await panel.reads("1 line changed, not saved");
    await panel.press("Control+z");
    await panel.until("nothing unsaved", async () => !(await panel.text()).includes("not saved"));
    await panel.type("41");
    await panel.press("Control+s");
    await panel.reads("Set visits to 41.", undoStrip);
  });

  test("a key that is deleted is gone for the app, and undo brings it back", async () => {
    const { browser, page, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    // Rows that the sign-in removed disappear after a moment, and the rows below them move.
    await panel.gone(".row.is-gone");
    await panel.click(row("user_name"));
    // The panel is in a process of its own: the browser learns a moment after the click where keys belong.
    await panel.reads("user_name", ".detail");
    await panel.press("Delete");
    await panel.reads("Deleted user_name.", undoStrip);
    await browser.reload();
    await page.find("#sign-in-link");
    await panel.click(button("Undo", undoStrip));
    await panel.reads("Ada Lovelace", row("user_name"));
    await browser.reload();
    await page.reads("Ada Lovelace", "#user-name");
  });

  test("a change by the server while a value is edited is a conflict, not a loss", async () => {
    const { browser, page, panel, shop } = await setScene();
    await typeOver(panel, "visits", "1000");
    await browser.goto(`${shop.url}/cart`);
    await page.reads("2", "#visits");
    await panel.click({ role: "textbox", name: "Value of visits" });
    await panel.press("Enter");
    await panel.reads("Changed on the server while you edited it. It was 1.");
    await browser.reload();
    await page.reads("3", "#visits");
    // The panel has heard of both changes: what it knows now is what "mine" takes the place of.
    await panel.reads("History 2", ".detail");
    await panel.click(button("Use mine"));
    await panel.reads("Set visits to 1000.", undoStrip);
    await browser.reload();
    await page.reads("1001", "#visits");
  });

  test("flush signs the visitor out, and undo gives the data a new session, with what the server hides", async () => {
    const { browser, page, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    await panel.find(row("user_name"));
    const before = await apiTokens(shop);
    expect(before).toEqual([expect.any(String)]);
    await panel.click(button("Flush"));
    await panel.reads("Flushed.", undoStrip);
    await panel.gone(row("user_name"));
    expect(await apiTokens(shop)).toEqual([]);
    await panel.click(button("Undo", undoStrip));
    await panel.reads("Ada Lovelace", row("user_name"));
    await panel.reads("in a new session. The old key stays dead.", undoStrip);
    await panel.find(row("api_token"));
    expect(await apiTokens(shop)).toEqual(before);
    await browser.reload();
    await page.reads("Ada Lovelace", "#user-name");

    await panel.click(button("Flush"));
    await panel.reads("Flushed.", undoStrip);
    await browser.reload();
    await page.find("#sign-in-link");
  });

  test("a session that is expired on the server is gone while the browser keeps the cookie", async () => {
    const { browser, page, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    await panel.find(row("user_name"));
    await panel.click(button("Expire now"));
    await panel.click(menuItem("On the server"));
    await panel.reads("Expired on the server. The browser still has the cookie.", undoStrip);
    await panel.click(tab("cookies"));
    await panel.find(row("sessionid"));
    await browser.reload();
    await page.find("#sign-in-link");
  });

  test("the test cookie works, and fails when the panel deletes the cookie in between", async () => {
    const { browser, page, panel, shop } = await setScene();
    await browser.goto(`${shop.url}/cookies`);
    await page.click("#check-cookies");
    await page.reads("Yes, it does");

    await browser.goto(`${shop.url}/login`);
    await panel.click(tab("cookies"));
    await panel.click(row("sessionid"));
    await panel.press("Delete");
    await panel.gone(row("sessionid"));
    await page.click("#sign-in");
    await page.reads("No, it does not");
  });

  test("a visitor without a session gets one with the test value from the panel", async () => {
    const { browser, page, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    await page.click("#sign-out");
    await page.find("#signed-out");
    await panel.reads("This visitor has no session");
    await panel.click(button("Set the test cookie"));
    await panel.reads("worked", row("testcookie"));
    await browser.goto(`${shop.url}/cookies/result`);
    await page.reads("Yes, it does");
  });

  test("a cookie that is edited is what the browser sends", async () => {
    const { browser, page, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    await panel.click(tab("cookies"));
    await panel.click({ selector: '[data-column="value"]', within: row("sessionid") }, 2);
    await panel.fill({ role: "textbox", name: "Value" }, "nobody-has-this-key");
    await panel.press("Enter");
    await panel.reads("Set sessionid.", undoStrip);
    await browser.reload();
    await page.find("#sign-in-link");
  });

  test("a server that restarts is found again, and what was typed meanwhile stays", async () => {
    const { browser, page, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    await typeOver(panel, "user_name", '"Grace Hopper"');
    await shop.stop();
    await panel.reads("stopped answering");
    expect(await panel.value({ role: "textbox", name: "Value of user_name" })).toBe('"Grace Hopper"');
    await shop.start();
    await panel.until(
      "no word of a server that is away",
      async () => !(await panel.text()).includes("stopped answering"),
    );
    await panel.click({ role: "textbox", name: "Value of user_name" });
    await panel.press("Enter");
    await panel.reads('Set user_name to "Grace Hopper".', undoStrip);
    await browser.reload();
    await page.reads("Grace Hopper", "#user-name");
  });
});
