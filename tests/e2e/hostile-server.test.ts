/** What a server may not do to the developer who looks at its page, in the real DevTools of both browsers. */

import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { type BrowserName, openBrowser, type TestBrowser } from "./browser.ts";
import { HostileServer, reading, result } from "./hostile-server.ts";
import { button, row, undoStrip } from "./panel-words.ts";

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
});
