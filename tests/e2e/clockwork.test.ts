/** An app with Clockwork, as Laravel's are: a server that names its requests, and tells what each left in the session. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { button, row } from "./panel-words.ts";
import { sharedBrowser } from "./shared-browser.ts";

describe("chromium", () => {
  const openBrowser = sharedBrowser("chromium");
  let app: Server;
  let url: string;
  /** Methods of the calls of Clockwork's addresses. */
  const asked = new Set<string>();
  let visits = 0;

  beforeEach(async () => {
    visits = 0;
    asked.clear();
    app = createServer((request, response) => {
      const path = request.url ?? "/";
      if (path.startsWith("/__clockwork/")) {
        asked.add(request.method ?? "");
        response.setHeader("Content-Type", "application/json");
        response.end(
          `{"id":"${path.slice(13)}","time":${Date.now() / 1000},"cookies":{"laravel_session":"x"},"authenticatedUser":{"id":7},` +
            `"sessionData":{"visits":${visits},"rate":1.0,"_token":"abc"}}`,
        );
        return;
      }
      if (path !== "/") return void response.writeHead(404).end();
      visits += 1;
      response.setHeader("X-Clockwork-Id", `${Date.now()}-${visits}`);
      response.setHeader("X-Clockwork-Version", "5.3.4");
      response.setHeader("Set-Cookie", "laravel_session=abc; Path=/; HttpOnly; SameSite=Lax");
      response.setHeader("Content-Type", "text/html").end("<!doctype html><h1>An app with Clockwork</h1>");
    });
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/`;
  });
  afterEach(() => {
    app.closeAllConnections();
    app.close();
  });

  test("its session is shown, follows each request, and can only be looked at", async () => {
    const { panel, reload } = await openBrowser({ url });
    await reload();
    await panel.reads("Clockwork", ".f-engine");
    await panel.reads("nothing can be written through it", ".f-edits");
    await panel.reads("1.0", "[data-path=rate]");
    await panel.reads(`${visits}`, "[data-path=visits] .val");
    const before = visits;
    await reload();
    await panel.reads(`${before + 1}`, "[data-path=visits] .val");
    await panel.find(row("_token"));
    expect(await panel.has(button("Flush"))).toBe(true);
    expect(await panel.evaluate(() => document.querySelectorAll(".tree .acts [aria-label^=Delete]").length)).toBe(0);
    expect([...asked]).toEqual(["GET"]);
  });
});
