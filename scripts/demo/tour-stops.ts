/** The stops of the tour: what it does at each, and what the panel must show there at every width. */

import type { TestBrowser } from "../../tests/e2e/browser.ts";
import { addKey, button, editValue, row, signIn, tab, typeOver, undoStrip } from "../../tests/e2e/panel-words.ts";
import type { DemoApp } from "./demo-app.ts";

export interface Stop {
  /** Part of the screenshots' file names. */
  readonly name: string;
  readonly title: string;
  act(browser: TestBrowser, app: DemoApp): Promise<void>;
  /** Waits until the panel shows what this stop is about. */
  shows(browser: TestBrowser): Promise<void>;
}

export const stops: readonly Stop[] = [
  {
    name: "sign-in",
    title: "a visitor fills a cart and signs in; the panel shows the session",
    async act(browser, { url }) {
      const { page, goto } = browser;
      await goto(`${url}/products/enamel-mug`);
      await page.fill("#engraving", "slow days");
      await page.click("#add-to-cart");
      await page.reads("Enamel mug, 350 ml added.");
      await goto(url);
      await page.click("#add-linen-tote");
      await page.reads("Linen tote added.");
      await signIn(browser, url);
      await browser.panel.click({ role: "button", name: "Open cart" });
      await browser.panel.click({ role: "button", name: "Open items" });
      await browser.panel.click({ role: "button", name: "Open 0" });
    },
    shows: ({ panel }) => panel.reads("Ada Lovelace", row("user_name")),
  },
  {
    name: "edit",
    title: "a value is edited in the panel, and the page shows it",
    async act({ page, panel, reload }) {
      await editValue(panel, "user_name", '"Grace Hopper"');
      await panel.reads("Set user_name", undoStrip);
      await reload();
      await page.reads("Grace Hopper", "#user-name");
    },
    shows: ({ panel }) => panel.reads("Grace Hopper", row("user_name")),
  },
  {
    name: "add",
    title: "a key is added",
    act: ({ panel }) => addKey(panel, "beta_tester", "true"),
    shows: ({ panel }) => panel.reads("true", row("beta_tester")),
  },
  {
    name: "not-json",
    title: "what is not JSON is refused, with the place and the reason",
    async act({ panel }) {
      await typeOver(panel, "visits", "17, 18");
      await panel.press("Enter");
    },
    shows: ({ panel }) => panel.reads("Not JSON", row("visits")),
  },
  {
    name: "conflict",
    title: "the server changes a value that is being edited",
    async act({ goto, panel }, { url }) {
      await panel.fill({ role: "textbox", name: "Value of visits" }, "1000");
      await goto(`${url}/cart`);
      await panel.click({ role: "textbox", name: "Value of visits" });
      await panel.press("Enter");
    },
    shows: ({ panel }) => panel.find(button("Use mine")),
  },
  {
    name: "cookies",
    title: "every cookie of the page, HttpOnly included",
    async act({ panel }) {
      await panel.click(button("Keep theirs"));
      await panel.click(tab("cookies"));
      await panel.click(row("sessionid"));
    },
    shows: ({ panel }) => panel.find(row("sessionid")),
  },
  {
    name: "away",
    title: "the server stops: the panel says so and keeps what it had",
    async act({ panel }, app) {
      await panel.click(tab("session"));
      await app.stop();
    },
    shows: ({ panel }) => panel.reads("stopped answering"),
  },
  {
    name: "back",
    title: "the server is back: the panel finds it by itself",
    async act({ panel }, app) {
      await app.start();
      await panel.until("the server to be found", async () => !(await panel.text()).includes("stopped answering"));
    },
    shows: ({ panel }) => panel.reads("Grace Hopper", row("user_name")),
  },
  {
    name: "flush",
    title: "the session is flushed: the visitor is signed out, and it can be undone",
    async act({ page, panel, reload }) {
      await panel.click(button("Flush"));
      await panel.reads("Flushed.", undoStrip);
      await reload();
      await page.find("#sign-in-link");
    },
    shows: async ({ panel }) => panel.gone(row("user_name")),
  },
];
