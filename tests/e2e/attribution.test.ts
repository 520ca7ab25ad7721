/** Which request the panel names as the cause of a change, in the real DevTools of both browsers, when the server answers late. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSessions, type Sessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { afterEach, describe, expect, inject, test } from "vitest";
import type { BrowserName, TestBrowser } from "./browser.ts";
import { openBrowser } from "./open-browser.ts";
import { row } from "./panel-words.ts";
import type { Target } from "./target.ts";

const token = "the-token-of-this-test";

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let server: Server | undefined;
  let sessions: Sessions | undefined;
  let browser: TestBrowser | undefined;
  /** The panel's calls wait for this promise. */
  let gate: PromiseWithResolvers<void> | null = null;
  afterEach(async () => {
    gate?.resolve();
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await sessions?.close();
    [server, sessions, browser, gate] = [undefined, undefined, undefined, null];
  });

  test("when several requests came between two readings, each change names its own request", async () => {
    sessions = await createSessions({ store: "memory:", debug: { token } });
    const serve = nodeSessions(sessions, (request, response, session) => {
      const cart = session.get("cart") as { qty: number; colour: string } | undefined;
      const acts: Record<string, () => void> = {
        "GET /": () => session.update({ visits: 1, coupon: "MUG", cart: { qty: 1, colour: "sage" } }),
        "POST /coupon/remove": () => session.delete("coupon"),
        "GET /cart": () => session.set("visits", 2),
        "POST /cart/qty": () => session.set("cart", { ...cart, qty: 2 }),
        "POST /cart/colour": () => session.set("cart", { ...cart, colour: "ink" }),
      };
      acts[`${request.method} ${request.url}`]?.();
      response.end("here");
    });
    server = createServer(async (request, response) => {
      if (request.url === "/__sessionscope__") await gate?.promise;
      serve(request, response);
    });
    await new Promise<void>((resolve) => server!.listen(0, () => resolve()));
    const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
    browser = await openBrowser(name, {
      extension: inject("extensions")[name],
      url,
      tokens: { [new URL(url).origin]: { server: null, token } },
    });
    const { page, panel } = browser;
    await panel.find(row("coupon"));
    await panel.click(row("cart"));
    await panel.press("ArrowRight");
    await panel.find('[data-path="cart.qty"]');

    gate = Promise.withResolvers();
    const visit = (method: string, path: string) =>
      page.evaluate(async (how, where) => void (await fetch(where, { method: how })), method, path);
    await visit("POST", "/coupon/remove");
    await visit("POST", "/cart/qty");
    await visit("POST", "/cart/colour");
    await visit("GET", "/cart");
    gate.resolve();

    const by = (said: string, path: string): Target => ({
      selector: `[title^="${said}"]`,
      within: `[data-path="${path}"]`,
    });
    await panel.find(by("removed by POST /coupon/remove", "coupon"));
    await panel.find(by("changed by GET /cart", "visits"));
    await panel.find(by("changed by POST /cart/qty", "cart.qty"));
    await panel.find(by("changed by POST /cart/colour", "cart.colour"));
    expect(await panel.text()).not.toContain("removed by GET");
  });
});
