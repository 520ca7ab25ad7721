/** What the panel says about the server and the inspected page, in the real DevTools of both browsers. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSessions, type Sessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { afterEach, describe, expect, test } from "vitest";
import type { BrowserName } from "./browser.ts";
import { button, editValue, row, signIn, undoStrip } from "./panel-words.ts";
import { scenes } from "./scene.ts";
import { sharedBrowser } from "./shared-browser.ts";

/** The app's own setting. */
const token = "the-token-of-this-test";

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let server: Server | undefined;
  let sessions: Sessions | undefined;
  const openBrowser = sharedBrowser(name);
  const setScene = scenes(name);
  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    await sessions?.close();
    [server, sessions] = [undefined, undefined];
  });

  const listen = async (made: Server): Promise<string> => {
    server = made;
    await new Promise<void>((resolve) => made.listen(0, () => resolve()));
    return `http://localhost:${(made.address() as AddressInfo).port}`;
  };

  test("the panel asks the user for the server's token, and says so when the token is wrong", async () => {
    sessions = await createSessions({ store: "memory:", debug: { token, requireToken: true } });
    const handler = nodeSessions(sessions, (_request, response, session) => {
      session.set("plan", "tea at five");
      response.end("here");
    });
    const { panel } = await openBrowser({ url: await listen(createServer(handler)) });
    await panel.reads("This server asks for its token");
    await panel.fill({ role: "textbox", name: "Token" }, "not-the-token-of-this-test");
    await panel.click(button("Connect"));
    await panel.reads("The server did not accept that token");
    expect(await panel.text()).not.toContain("tea at five");
    await panel.fill({ role: "textbox", name: "Token" }, token);
    await panel.click(button("Connect"));
    await panel.reads("tea at five", row("plan"));
  });

  test("the panel tells a server without the endpoint from a page that is not on the web", async () => {
    const plain = createServer((request, response) => {
      response.statusCode = request.method === "POST" ? 404 : 200;
      response.end("no sessions here");
    });
    const { panel, goto } = await openBrowser({ url: await listen(plain) });
    await panel.reads("No session endpoint on localhost");
    await panel.reads("answered 404");
    await goto("about:blank");
    await panel.reads("Nothing to inspect on this page");
  });

  test("the gear opens the options in a tab of their own", async () => {
    sessions = await createSessions({ store: "memory:", debug: { token, requireToken: true } });
    const url = await listen(createServer(nodeSessions(sessions, (_request, response) => void response.end("here"))));
    const { panel, opened } = await openBrowser({ url });
    await panel.click(button("Options"));
    await (await opened("options.html")).reads("Sessionscope options");
  });

  const jars = name === "firefox" ? (["private", "container"] as const) : (["private"] as const);
  test.each(jars)("in a %s tab the panel shows the session of that tab", async (jar) => {
    const { browser, page, panel, shop } = await setScene(jar);
    await signIn(browser, shop.url);
    await editValue(panel, "user_name", '"Grace Hopper"');
    await panel.reads("Set user_name", undoStrip);
    await browser.reload();
    await page.reads("Grace Hopper", "#user-name");
    await panel.click(button("Flush"));
    await panel.reads("Flushed.", undoStrip);
    await browser.reload();
    await page.find("#sign-in-link");
  });
});
