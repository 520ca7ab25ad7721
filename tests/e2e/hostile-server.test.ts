/** What a hostile server cannot do to a developer who inspects its page, in the real DevTools of both browsers. */

import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BrowserName, TestBrowser } from "./browser.ts";
import { HostileServer, hello, pour, reading, result } from "./hostile-server.ts";
import { button, row, tab, undoStrip } from "./panel-words.ts";
import { sharedBrowser } from "./shared-browser.ts";

/** The panel's connection button, which names the server. */
const connection = ".site";

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let server: HostileServer;
  const openBrowser = sharedBrowser(name);
  beforeEach(async () => {
    server = await HostileServer.listen();
  });
  afterEach(() => server.close());

  test("cookies of other hosts and other names stay as they are, and the user is told", async () => {
    server.plants = ["sessionid=mine; HttpOnly; Path=/", "theme=dark; Path=/"];
    const { panel, goto } = await openBrowser({ url: `${server.at("localhost")}/` });
    server.plants = [];
    await goto(`${server.at("127.0.0.1")}/`);
    await panel.reads(new URL(server.at("127.0.0.1")).host, connection);
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
      const { page, panel, goto } = await openBrowser({ url: `${server.at()}/` });
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
      // The image arrives before the page has loaded completely.
      const unfinished: ServerResponse[] = [];
      server.pages.set("/", (response) => {
        unfinished.push(response);
        response.write(`<p id="here">a shop</p><img src="${tracker.at("127.0.0.1")}/pixel" onerror="fetch('/seen')">`);
      });
      server.pages.set("/seen", (response) => {
        response.end();
        for (const page of unfinished.splice(0)) page.end();
      });
      const { page, panel, reload } = await openBrowser({ url: `${server.at()}/` });
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

  /** The panel reacts to a click, whatever the server sends. */
  const answersClicks = async ({ panel }: TestBrowser) => {
    await panel.click(tab("cookies"));
    await panel.find("#tab-panel-cookies:not(.is-behind)");
    await panel.click(tab("session"));
    await panel.find("#tab-panel-session:not(.is-behind)");
  };
  const line = (event: object) => `${JSON.stringify(event)}\n`;

  test("an endless line, a flood of events and answers of 60 MB leave the panel at work, and are called what they are", async () => {
    const opened = await openBrowser({ url: `${server.at()}/` });
    const { panel, goto } = opened;
    const host = new URL(server.at()).host;
    await panel.find(row("visits"));

    server.answers.set("events.stream", (response) => pour(response, "x".repeat(65_536)));
    await goto("about:blank");
    await goto(`${server.at()}/`);
    await panel.reads(`${host} sent a line of more than 4,194,304 bytes.`, undoStrip);
    await answersClicks(opened);

    const cause = { by: "request", method: "GET", path: "/", at: Date.now() };
    const events = Array.from({ length: 500 }, (_, revision) =>
      [
        { type: "alive", now: Date.now() },
        { type: "changed", handle: "one", revision: revision + 2, changes: [], cause },
      ]
        .map(line)
        .join(""),
    );
    server.answers.set("events.stream", (response) => pour(response, events.join("")));
    await goto("about:blank");
    await goto(`${server.at()}/`);
    await panel.find(row("visits"));
    await answersClicks(opened);
    await answersClicks(opened);
    expect(server.asked.filter((one) => one.endsWith("session.read")).length).toBeLessThan(500);

    server.answers.delete("events.stream");
    server.answers.set("session.read", (response) => {
      response.write('{"ok":true,"result":{"state":"live","now":1,"session":{"handle":"');
      pour(response, "x".repeat(1_000_000), 60);
    });
    await goto("about:blank");
    await goto(`${server.at()}/`);
    await panel.reads(`${host} sent an answer of more than 8,388,608 bytes.`);
    await answersClicks(opened);

    server.answers.set("hello", (response) => {
      response.write('{"ok":true,"result":{"versions":[1],"sdk":"1","store":{"name":"');
      pour(response, "x".repeat(1_000_000), 50);
    });
    await goto("about:blank");
    await goto(`${server.at()}/`);
    await panel.reads(`${host} does not keep to the protocol`);
    await panel.reads("more than 8,388,608 bytes");
    await answersClicks(opened);
  });

  test("a value of a million parts, or of one long string, leaves the panel at work when it is looked at", async () => {
    const values = { list: `[${"1,".repeat(1_000_000)}1]`, text: JSON.stringify("x".repeat(5_000_000)) };
    const now = reading({ list: 1, text: 1, visits: 1 });
    if (now.state !== "live") throw new Error("It is live.");
    const entries = now.session.entries.map((entry) =>
      entry.key === "visits" ? entry : { ...entry, text: entry.key === "list" ? "[1,1" : '"xx', truncated: true },
    );
    server.answers.set("session.read", (response) => {
      response.end(result<"session.read">({ ...now, session: { ...now.session, entries } }));
    });
    server.answers.set("session.value", (response, { params }) => {
      const { key } = params as { key: keyof typeof values };
      const text = values[key];
      response.end(
        result<"session.value">({ key, text, size: text.length, truncated: false, redacted: false, changed: null }),
      );
    });
    const opened = await openBrowser({ url: `${server.at()}/` });
    const { panel } = opened;
    await panel.click(row("list"));
    await panel.reads("More than 500,000 values");
    await panel.press("ArrowRight");
    await answersClicks(opened);
    await panel.click(row("text"));
    await panel.until("the value", async () => server.asked.filter((one) => one.endsWith("session.value")).length > 1);
    await answersClicks(opened);
    await panel.click(row("visits"));
    await panel.gone({ role: "row", containing: "1,000,001" });
  });

  test("times that are none are named, and long names are cut, with the whole in a tooltip", async () => {
    const name = "Store ".repeat(150);
    server.answers.set("hello", (response) => {
      response.end(result<"hello">(hello({ store: { name, kind: "server", limit: null } })));
    });
    server.answers.set("session.read", (response) => {
      const now = reading({ ["k".repeat(100_000)]: 1 });
      response.end(result<"session.read">(now));
    });
    const { panel, goto } = await openBrowser({ url: `${server.at()}/` });
    await panel.find({ role: "row", containing: `${"k".repeat(199)}…` });
    const engine = await panel.evaluate(() => {
      const box = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
      const { title } = document.querySelector<HTMLElement>(".f-engine .cut")!;
      return { title, ends: box(".f-engine .cut").right <= box(".f-key dd").left };
    });
    expect(engine).toEqual({ title: name, ends: true });
    server.answers.set("session.read", (response) => {
      response.end(JSON.stringify({ ok: true, result: { state: "none", now: 1e300 } }));
    });
    await goto("about:blank");
    await goto(`${server.at()}/`);
    await panel.reads("but received 1e+300");
    await panel.click(tab("cookies"));
    await panel.find("#tab-panel-cookies:not(.is-behind)");
  });
});
