/** The stops of a tour of an app that keeps its sessions by another library: the same six tabs. */

import type { TestBrowser } from "../../tests/e2e/browser.ts";
import { addKey, button, editValue, row, signIn, tab, takeSnapshot, undoStrip } from "../../tests/e2e/panel-words.ts";
import { detailReads, runLab, type Stop } from "./stop.ts";

interface App {
  readonly url: string;
}

/** What differs from app to app. Each counts `visits`, and shows them in `#visits`. */
export interface LibraryApp {
  /** The library, as the panel names it. */
  readonly engine: string;
  readonly cookie: string;
  /** A visitor comes and signs in. */
  signIn(browser: TestBrowser, url: string): Promise<void>;
  /** A key that the session has after that. */
  readonly key: string;
  /** Another visitor, in no browser. */
  visit(url: string, name: string): Promise<unknown>;
  /** What the page of a visitor without a session reads, and where. */
  readonly signedOut: readonly [text: string, at: string];
}

export const expressSession: LibraryApp = {
  engine: "express-session",
  cookie: "connect.sid",
  async signIn({ page, goto }, url) {
    await goto(url);
    await page.fill("[name=name]", "Ada Lovelace");
    await page.click("#remember");
    await page.reads("Ada Lovelace", "#name");
  },
  key: "name",
  visit: (url, name) =>
    fetch(`${url}/name`, { method: "POST", body: new URLSearchParams({ name }), redirect: "manual" }),
  signedOut: ["stranger", "#name"],
};

export const django: LibraryApp = {
  engine: "Django",
  cookie: "sessionid",
  async signIn(browser, url) {
    await browser.goto(url);
    await signIn(browser, url);
    await browser.page.click(button("Add"));
    await browser.page.reads("1 × Enamel mug", "#cart");
  },
  key: "cart",
  visit: (url) => fetch(url),
  signedOut: ["Sign in", "#sign-in-link"],
};

export const libraryStops = (app: LibraryApp): readonly Stop<App>[] => [
  {
    name: "sign-in",
    title: "a visitor signs in; the panel shows the session, its library, and what an edit promises",
    async act(browser, { url }) {
      await app.signIn(browser, url);
      await browser.panel.reads(app.engine, ".f-engine");
      await browser.panel.reads("An edit", ".f-edits");
    },
    shows: ({ panel }) => panel.find(row(app.key)),
  },
  {
    name: "edit",
    title: "a value is edited in the panel, and the page shows it",
    async act({ page, panel, reload }) {
      // What the last page has counted.
      await panel.reads(await page.text("#visits"), row("visits"));
      await editValue(panel, "visits", "41");
      await panel.reads("Set visits to 41.", undoStrip);
      await reload();
      await page.reads("42", "#visits");
    },
    shows: ({ panel }) => panel.reads("42", row("visits")),
  },
  {
    name: "add",
    title: "a key is added",
    async act({ panel }) {
      await addKey(panel, "preferences", '{"theme":"dark","units":{"distance":"km"}}');
      await panel.click(button("Open preferences"));
    },
    shows: ({ panel }) => panel.reads("dark", row("theme")),
  },
  {
    name: "cookies",
    title: "the cookie of the library, decoded",
    async act({ panel }) {
      await panel.click(tab("cookies"));
      await panel.click(row(app.cookie));
    },
    shows: ({ panel }) => panel.find(row(app.cookie)),
  },
  {
    name: "timeline",
    title: "from a key to the request that changed it, and what that request did",
    async act({ panel }) {
      await panel.click(tab("session"));
      await panel.click(row("visits"));
      await panel.reads("Path visits", ".detail");
      await panel.click(".detail .to-timeline");
    },
    shows: ({ panel }) => detailReads(panel, "timeline", "42"),
  },
  {
    name: "snapshots",
    title: "a state is kept by name, and compared with the session after the next request",
    async act({ panel, page, reload }) {
      await panel.click(tab("snapshots"));
      await takeSnapshot(panel, "Before the next visit");
      await reload();
      await page.reads("43", "#visits");
    },
    shows: ({ panel }) => detailReads(panel, "snapshots", "Restoring changes"),
  },
  {
    name: "store",
    title: "every session of the store, this browser's marked, and another visitor's looked into",
    async act({ panel }, { url }) {
      for (const name of ["Alan Perlis", "Frances Allen", "Barbara Liskov"]) await app.visit(url, name);
      await panel.click(tab("store"));
      await panel.reads("this browser", ".v-store .session-list");
      await panel.click(".v-store .session-list [role=row][data-id]");
    },
    shows: ({ panel }) => detailReads(panel, "store", "Key"),
  },
  {
    name: "lab",
    title: "what this browser does with a test cookie, and with 60 others",
    act: ({ panel }) => runLab(panel),
    shows: ({ panel }) => panel.reads("Cookies work here", ".v-lab .test"),
  },
  {
    name: "flush",
    title: "the session is flushed: the visitor is signed out, and it can be undone",
    async act({ page, panel, reload }) {
      await panel.click(tab("session"));
      await panel.click(button("Flush"));
      await panel.reads("Flushed.", undoStrip);
      await reload();
      await page.reads(...app.signedOut);
    },
    async shows({ panel }) {
      // The page has begun a session anew.
      await panel.reads("1", row("visits"));
      await panel.gone(row(app.key));
    },
  },
];
