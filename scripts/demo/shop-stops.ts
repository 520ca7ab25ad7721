/** The stops of the tour of the shop. */

import {
  addKey,
  button,
  editValue,
  row,
  signIn,
  tab,
  takeSnapshot,
  typeOver,
  undoStrip,
} from "../../tests/e2e/panel-words.ts";
import { Visitor } from "../../tests/e2e/visitor.ts";
import type { DemoApp } from "./demo-app.ts";
import { detailReads, runLab, type Stop } from "./stop.ts";

const visitors = [
  "Alan Perlis",
  "Frances Allen",
  "Margaret Hamilton",
  "Katherine Johnson",
  "Radia Perlman",
  "Barbara Liskov",
];

export const shopStops: readonly Stop<DemoApp>[] = [
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
    docs: { tab: "session", height: 470 },
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
    docs: { tab: "cookies", height: 340 },
    async act({ page, panel }) {
      await panel.click(button("Keep theirs"));
      await page.evaluate(() => {
        document.cookie = "theme=dark; Max-Age=31536000; SameSite=Lax";
        document.cookie = "locale=en-GB; Max-Age=31536000; SameSite=Strict";
        document.cookie = `recently_seen=${encodeURIComponent('["enamel-mug","linen-tote"]')}; SameSite=Lax`;
        document.cookie = "currency=EUR; Path=/cart";
      });
      await panel.click(tab("cookies"));
      await panel.find(row("currency"));
      await panel.click(row("sessionid"));
    },
    shows: ({ panel }) => panel.find(row("sessionid")),
  },
  {
    name: "timeline",
    title: "from a key to the request that changed it, and what that request did",
    docs: { tab: "timeline", height: 500 },
    async act({ panel }) {
      await panel.click(tab("session"));
      await panel.click(row("cart"));
      await panel.reads("POST /cart/add", ".detail");
      await panel.click(".detail .to-timeline");
      await panel.reads("POST /cart/add", ".v-timeline .detail");
    },
    shows: ({ panel }) => detailReads(panel, "timeline", "Linen tote"),
  },
  {
    name: "snapshots",
    title: "a state is kept by name, and compared with the session after the next requests",
    docs: { tab: "snapshots", height: 410 },
    async act({ panel, page, goto }, { url }) {
      await panel.click(tab("snapshots"));
      await takeSnapshot(panel, "Cart with a tote");
      await goto(url);
      await page.click("#add-enamel-mug");
      await page.reads("Enamel mug, 350 ml added.");
    },
    shows: ({ panel }) => detailReads(panel, "snapshots", "Restoring changes"),
  },
  {
    name: "store",
    title: "every session of the store, this browser's marked, and another visitor's looked into",
    docs: { tab: "store", height: 400 },
    async act({ panel }, app) {
      await new Visitor(app).ask("/");
      // The list begins with the last change.
      for (const name of visitors) await Visitor.signedIn(app, name);
      await panel.click(tab("store"));
      await panel.reads("this browser", ".v-store .session-list");
      await panel.click(".v-store .session-list [role=row][data-id]");
    },
    shows: ({ panel }) => detailReads(panel, "store", "Barbara Liskov"),
  },
  {
    name: "lab",
    title: "what this browser does with a test cookie, and with 60 others",
    docs: { tab: "lab", height: 680 },
    act: ({ panel }) => runLab(panel),
    shows: ({ panel }) => panel.reads("Cookies work here", ".v-lab .test"),
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
