/** The Cookie lab in the real DevTools of both browsers: what they do with each case, and what is left of it. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSessions, type Sessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { afterEach, describe, expect, inject, test } from "vitest";
import type { BrowserName, TestBrowser } from "./browser.ts";
import { openBrowser } from "./open-browser.ts";
import { button, row, tab, undoStrip } from "./panel-words.ts";
import { takeLastPicture } from "./pictures.ts";

const token = "the-token-of-this-test";

interface Data {
  name?: string;
}

/** A row of the table, as it reads. */
interface Row {
  readonly id: string;
  readonly rules: string;
  readonly verdict: string;
  readonly reason: string;
  readonly against: boolean;
}

/** Cases of which each browser does something else than the other, and what. The rules know them all. */
const verdicts: Readonly<Record<BrowserName, Readonly<Record<string, string>>>> = {
  chromium: {
    "__Host-domain": "Refused",
    "__Host-no_path": "Refused",
    tab: "Refused",
    nameless: "Changed",
    bare: "Kept",
    frame_none: "Refused",
    frame_unset: "Refused",
  },
  firefox: {
    // The Domain of a host that has none below it is passed over, so that nothing breaks the promise of the prefix.
    "__Host-domain": "Changed",
    "__Host-no_path": "Kept",
    tab: "Kept",
    nameless: "Refused",
    bare: "Changed",
    // Third parties get a jar for each site.
    frame_none: "Changed",
    frame_unset: "Changed",
  },
};

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let server: Server | undefined;
  let sessions: Sessions<Data> | undefined;
  let browser: TestBrowser | undefined;
  /** Requests whose headers were too large for Node's server. */
  let tooLarge = 0;
  afterEach(async ({ task }) => {
    await takeLastPicture(task, (file) => browser?.screenshot(file));
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await sessions?.close();
    [server, sessions, browser] = [undefined, undefined, undefined];
  });

  async function open(): Promise<{ origin: string; browser: TestBrowser }> {
    sessions = await createSessions<Data>({ store: "memory:", debug: { token } });
    const serve = nodeSessions(sessions, (request, response, session) => {
      if (request.url === "/login") session.name = "Ada";
      if (request.url === "/closed")
        response.setHeader("Content-Security-Policy", "connect-src 'none'; frame-src 'none'");
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(`<!doctype html><title>app</title><p id="name">${session.name ?? "nobody"}</p>`);
    });
    server = createServer(serve).on("clientError", (error: NodeJS.ErrnoException, socket) => {
      if (error.code === "HPE_HEADER_OVERFLOW") tooLarge++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server!.listen(0, () => resolve()));
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser(name, {
      extension: inject("extensions")[name],
      url: `${origin}/login`,
      tokens: { [origin]: { server: null, token } },
    });
    return { origin, browser };
  }

  const rowsOf = ({ panel }: TestBrowser): Promise<readonly Row[]> =>
    panel.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".v-lab .row[data-id]")].map((row) => {
        const read = (column: string) =>
          row.querySelector<HTMLElement>(`.c-${column} > :first-child`)?.textContent ?? "";
        return {
          id: row.dataset.id!,
          rules: read("rules"),
          verdict: read("verdict"),
          reason: read("why"),
          against: row.querySelector(".against") !== null,
        };
      }),
    );
  /** Milliseconds that a run of all cases may take. */
  const patience = 90_000;

  test("finds what the rules say in every case, and leaves login and jar as they were", async () => {
    const { origin, browser } = await open();
    const { panel, page } = browser;
    const before = await page.evaluate(() => Object.keys(globalThis).length);
    await panel.click(tab("lab"));
    await panel.click(button("Run both"));
    await panel.until("the end of the run", async () => (await panel.text(".status")).includes("60 cases, "), patience);

    await panel.reads("Cookies work here", ".v-lab .test");
    const rows = await rowsOf(browser);
    expect(rows.length).toBe(60);
    expect(rows.filter(({ rules, verdict, against }) => against || rules !== verdict)).toEqual([]);
    const verdict = new Map(rows.map((row) => [row.id, row.verdict]));
    expect(Object.fromEntries(Object.keys(verdicts[name]).map((id) => [id, verdict.get(id)]))).toEqual(verdicts[name]);

    // The page is as it was, and so are its cookies.
    expect(await page.evaluate(() => Object.keys(globalThis).length)).toBe(before);
    expect(await page.evaluate(() => document.querySelectorAll("iframe").length)).toBe(0);
    await panel.click(tab("cookies"));
    await panel.find(row("sessionid"));
    const cookies = await panel.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".v-cookies .row[data-id]")].map(({ innerText }) => innerText),
    );
    expect(cookies.filter((text) => text.includes("ss_lab_"))).toEqual([]);
    await browser.goto(`${origin}/`);
    await page.reads("Ada", "#name");
    expect(tooLarge).toBe(0);

    // A page that is left in the middle of a run, for one whose policy forbids what the lab does.
    await panel.click(tab("lab"));
    await panel.click(button("Run the cases"));
    await panel.until("the first cases", async () => /^[1-9]\d* of 60/.test(await panel.text(".status")));
    await browser.goto(`${origin}/closed`);
    await panel.reads("The page was left: the cookie lab ended after", undoStrip);
    await panel.click(button("Run both"));
    await panel.until(
      "60 cases not asked",
      async () => (await panel.text(".v-lab .cases")).includes("60 not asked"),
      patience,
    );
    await panel.reads("The policy of the page forbids the load: connect-src", ".v-lab .test .is-failed");
    const reasons = (await rowsOf(browser)).map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(
      new Set(["connect-src", "frame-src"].map((part) => `The policy of the page forbids the load: ${part}.`)),
    );
    await page.reads("Ada", "#name");
  });
});
