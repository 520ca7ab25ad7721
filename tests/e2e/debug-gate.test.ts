/** The debug endpoint in real browsers: it answers the panel, and refuses every page, however the page asks. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSessions, type Sessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { defaultPath, protocolVersion } from "sessionscope/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BrowserName, TestBrowser } from "./browser.ts";
import { sharedBrowser } from "./shared-browser.ts";

const token = "a-token-of-the-test";

interface Seen {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  readonly status: number;
}

let sessions: Sessions;
let server: Server;
let port: number;
/** The calls that arrived at the endpoint, and their status. */
const seen: Seen[] = [];

beforeAll(async () => {
  sessions = await createSessions({ store: "memory:", debug: { token, requireToken: true } });
  const answer = nodeSessions(sessions, (_, response, session) => {
    session.set("visits", 1);
    response.setHeader("Content-Type", "text/html");
    response.end("<p>The app.</p>");
  });
  server = createServer((request, response) => {
    const { origin, host } = request.headers;
    if (request.url === defaultPath) {
      response.on("finish", () => seen.push({ origin, host, status: response.statusCode }));
    }
    answer(request, response);
  });
  server.listen(0);
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await sessions.close();
});

/** The calls that pages made. The open panel makes calls too. */
const byPages = (): Seen[] => seen.filter(({ origin }) => !origin?.includes("-extension://"));

const hello = JSON.stringify({ protocol: protocolVersion, command: "hello", cookie: null, params: {} });

/** What a document could read: the status, or "failed" when the browser or the server kept the response from it. */
function ask(url: string, body: string, init: RequestInit): Promise<number | "failed"> {
  const headers = { "Content-Type": "application/json", ...init.headers };
  return fetch(url, { method: "POST", body, credentials: "omit", ...init, headers }).then(
    (response) => response.status,
    () => "failed" as const,
  );
}

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  const openBrowser = sharedBrowser(name);
  const open = (host = "localhost"): Promise<TestBrowser> => openBrowser({ url: `http://${host}:${port}/` });
  const endpoint = (host = "localhost") => `http://${host}:${port}${defaultPath}`;

  test("the panel is served under every name with the token, and under none without", async () => {
    const { panel } = await open();
    seen.length = 0;
    for (const host of ["localhost", "127.0.0.1", "rebound.localhost"]) {
      expect(await panel.evaluate(ask, endpoint(host), hello, {}), host).toBe(401);
      const headers = { Authorization: `Bearer ${token}` };
      expect(await panel.evaluate(ask, endpoint(host), hello, { headers }), host).toBe(200);
    }
    const extension = name === "chromium" ? /^chrome-extension:\/\/[a-p]{32}$/ : /^moz-extension:\/\/[0-9a-f-]{36}$/;
    for (const { origin } of seen) expect(origin).toMatch(extension);
  });

  test("the page itself is refused, with whatever it sends", async () => {
    const { page } = await open();
    seen.length = 0;
    const tries: readonly RequestInit[] = [
      {},
      { headers: { Authorization: `Bearer ${token}` } },
      { headers: { "Content-Type": "text/plain" } },
      { method: "GET", body: null },
    ];
    for (const init of tries) {
      expect(await page.evaluate(ask, endpoint(), init.method === "GET" ? "" : hello, init)).toBe(404);
    }
    expect(byPages()[0]?.origin).toBe(`http://localhost:${port}`);
  });

  test("a page of another origin gets nothing to read, and a simple request of its is refused too", async () => {
    const { page } = await open("127.0.0.1");
    seen.length = 0;
    expect(await page.evaluate(ask, endpoint(), hello, {})).toBe("failed");
    const blind = { mode: "no-cors", headers: { "Content-Type": "text/plain" } } as const;
    // The request arrives, but Cross-Origin-Resource-Policy keeps the response from the page.
    expect(await page.evaluate(ask, endpoint(), hello, blind)).toBe("failed");
    expect(byPages().at(-1)).toEqual({ origin: `http://127.0.0.1:${port}`, host: `localhost:${port}`, status: 404 });
  });

  test("a sandboxed frame, whose origin is null, is refused", async () => {
    const { page } = await open();
    seen.length = 0;
    await page.evaluate(
      (url, body) => {
        const frame = document.createElement("iframe");
        frame.setAttribute("sandbox", "allow-scripts");
        const call = `fetch(${JSON.stringify(url)}, { method: "POST", mode: "no-cors", body: ${JSON.stringify(body)} })`;
        frame.srcdoc = `<script>${call}.finally(() => parent.postMessage("done", "*"))</${"script"}>`;
        const done = new Promise<void>((resolve) => {
          addEventListener("message", () => resolve(), { once: true });
        });
        document.body.append(frame);
        return done;
      },
      endpoint(),
      hello,
    );
    expect(byPages()).toEqual([{ origin: "null", host: `localhost:${port}`, status: 404 }]);
  });

  test("a page under another name of this machine, as after DNS rebinding, is refused at its own origin", async () => {
    const { page } = await open("rebound.localhost");
    seen.length = 0;
    expect(await page.evaluate(ask, endpoint("rebound.localhost"), hello, {})).toBe(404);
    expect(byPages().at(-1)).toEqual({
      origin: `http://rebound.localhost:${port}`,
      host: `rebound.localhost:${port}`,
      status: 404,
    });
  });
});
