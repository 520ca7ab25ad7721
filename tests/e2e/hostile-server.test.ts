/** What a server may not do to the developer who looks at its page, in the real DevTools of both browsers. */

import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { type BrowserName, openBrowser, type TestBrowser } from "./browser.ts";
import { HostileServer, reading, result } from "./hostile-server.ts";
import { button, row, undoStrip } from "./panel-words.ts";

/** Who the panel talks to, in its corner. */
const connection = ".site";

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let server: HostileServer;
  let browser: TestBrowser;
  beforeEach(async () => {
    server = await HostileServer.listen();
  });
  afterEach(async () => {
    await browser?.close();
    server.close();
  });
  const open = async (url: string): Promise<TestBrowser> => {
    browser = await openBrowser(name, { extension: inject("extensions")[name], url });
    return browser;
  };

  test("cookies of other hosts and other names stay as they are, and the user is told", async () => {
    server.plants = ["sessionid=mine; HttpOnly; Path=/", "theme=dark; Path=/"];
    const { panel, goto } = await open(`${server.at("localhost")}/`);
    server.plants = [];
    await goto(`${server.at("127.0.0.1")}/`);
    await panel.find(row("visits"));
    const lines = [
      "sessionid=evil; Path=/; Domain=localhost",
      "sessionid=evil; Path=/; Domain=.app.localhost",
      "theme=; Max-Age=0; Path=/; Domain=localhost",
      "theme=evil; Path=/",
      "sessionid=new; Path=/",
    ];
    server.answers.set("session.cycleKey", (response) => {
      response.end(result<"session.cycleKey">({ reading: reading(), cookies: lines }));
    });
    await panel.click(button("Cycle key"));
    await panel.reads("localhost is neither 127.0.0.1 nor above it.", undoStrip);
    await panel.reads("It is the first of 4.", undoStrip);
    for (const host of ["127.0.0.1", "localhost", "app.localhost"]) await goto(`${server.at(host)}/after`);
    const sent = (host: string) => server.sent.get(`${new URL(server.at(host)).host}/after`);
    expect(sent("localhost")).toBe("sessionid=mine; theme=dark");
    expect(sent("app.localhost")).toBe("");
    expect(sent("127.0.0.1")).toBe("sessionid=new");
  });

  test("an answer that comes after the tab has moved changes neither the next page's cookie nor its session", async () => {
    const next = await HostileServer.listen();
    try {
      const late: (() => void)[] = [];
      for (const command of ["session.cycleKey", "session.flush"] as const) {
        server.answers.set(command, (response) => {
          const cookies = ["sessionid=evil; Path=/"];
          late.push(() => void response.end(result<"session.flush">({ reading: reading({ evil: true }), cookies })));
        });
      }
      server.plants = ["sessionid=first; HttpOnly; Path=/"];
      next.plants = ["sessionid=next; HttpOnly; Path=/"];
      const { page, panel, goto } = await open(`${server.at()}/`);
      for (const deed of ["Cycle key", "Flush"]) {
        await goto(`${server.at()}/`);
        await panel.reads(new URL(server.at()).host, connection);
        await panel.find(row("visits"));
        await panel.click(button(deed));
        await panel.until("the call", async () => late.length > 0);
        await goto(`${next.at()}/`);
        await panel.reads(`The tab has moved on from ${new URL(server.at()).host}`, undoStrip);
        await panel.reads(new URL(next.at()).host, connection);
        late.pop()!();
        await panel.find(row("visits"));
        await panel.press("Control+z");
        next.plants = [];
        await goto(`${next.at()}/after`);
        await page.find("#here");
        expect(next.sent.get(`${new URL(next.at()).host}/after`)).toBe("sessionid=next");
        next.plants = ["sessionid=next; HttpOnly; Path=/"];
      }
      expect(next.asked.filter((one) => !/hello|session.read|events/.test(one))).toEqual([]);
    } finally {
      next.close();
    }
  });

  test("the server of an image is called only when the user chooses it", async () => {
    const tracker = await HostileServer.listen();
    try {
      server.announces = false;
      server.answers.set("hello", (response) => void response.writeHead(404).end());
      server.pages.set("/", `<p id="here">a shop</p><img src="${tracker.at("127.0.0.1")}/pixel">`);
      const { page, panel, reload } = await open(`${server.at()}/`);
      await reload();
      await page.find("#here");
      const host = new URL(tracker.at("127.0.0.1")).host;
      await panel.find(button(`Use ${host}`));
      await panel.reads("No session endpoint on localhost");
      await panel.reads(new URL(server.at()).host, connection);
      expect(tracker.asked).toEqual([]);
      await panel.click(connection);
      await panel.click({ role: "menuitemradio", name: `http://${host}/__sessionscope__` });
      await panel.find(row("visits"));
      expect(tracker.asked[0]).toBe(`${host} hello`);
    } finally {
      tracker.close();
    }
  });
});
