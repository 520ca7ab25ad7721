/** The SDK's cookie in real browsers: stored with every attribute that the settings allow, deleted by a logout, planted by no other host. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createSessions, type SettingsInput } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { BrowserName, TestBrowser } from "./browser.ts";
import { openBrowser } from "./open-browser.ts";

interface Data {
  name?: string;
}

/** The apps, by the path that they are served under. Each has a cookie name of its own. */
const configured: Readonly<Record<string, SettingsInput>> = {
  plain: { cookieName: "sessionid" },
  strict: { cookieName: "strict", cookieSameSite: "Strict", cookieHttpOnly: false },
  none: { cookieName: "none", cookieSameSite: "None", cookieSecure: true },
  unsaid: { cookieName: "unsaid", cookieSameSite: false, expireAtBrowserClose: true },
  path: { cookieName: "path", cookiePath: "/path" },
  above: { cookieName: "above", cookieDomain: "shop.localhost" },
  secure: { cookieName: "__Secure-sid", cookieSecure: true, cookieDomain: "shop.localhost" },
  host: { cookieName: "__Host-sid", cookieSecure: true },
  http: { cookieName: "__Http-sid", cookieSecure: true },
  both: { cookieName: "__Host-Http-sid", cookieSecure: true },
  partitioned: { cookieName: "__Host-part", cookieSecure: true, cookiePartitioned: true },
  long: { cookieName: "long", cookieAge: 10 * 365 * 86_400 },
};
const names = Object.keys(configured);

let server: Server;
let port: number;
/** What a sibling host sends along. */
let planted: string[] = [];

beforeAll(async () => {
  const apps = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  for (const [name, settings] of Object.entries(configured)) {
    const sessions = await createSessions<Data>({ ...settings, store: "memory:" });
    const app = nodeSessions(sessions, async (request, response, session) => {
      const [, , deed] = request.url!.split("/");
      if (deed === "out") await session.flush();
      else if (deed !== "look") session.name = deed;
      const sent = (request.headers.cookie ?? "")
        .split("; ")
        .filter((pair) => pair.startsWith(`${settings.cookieName}=`));
      response.end(`${session.name ?? "nobody"}, ${sent.length} sent`);
    });
    apps.set(name, app);
  }
  server = createServer((request, response) => {
    const app = apps.get(request.url!.split("/")[1]!);
    if (app) return app(request, response);
    if (request.url === "/plant") response.setHeader("Set-Cookie", planted);
    response.setHeader("Content-Type", "text/html");
    response.end("<p>a page</p>");
  });
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let browser: TestBrowser;
  const origin = (host: string) => `http://${host}.shop.localhost:${port}`;
  beforeAll(async () => {
    browser = await openBrowser(name, { extension: inject("extensions")[name], url: `${origin("www")}/` });
  });
  afterAll(() => browser.close());

  const ask = (path: string): Promise<string> =>
    browser.page.evaluate(async (each) => (await fetch(each)).text(), path);

  test.each(names)("%s: kept, and gone after a logout", async (app) => {
    await browser.goto(`${origin("www")}/`);
    expect(await ask(`/${app}/Ada`)).toBe("Ada, 0 sent");
    expect(await ask(`/${app}/look`)).toBe("Ada, 1 sent");
    expect(await ask(`/${app}/out`)).toBe("nobody, 1 sent");
    expect(await ask(`/${app}/look`)).toBe("nobody, 0 sent");
  });

  test("a sibling host cannot plant a cookie with a __Host- name, however it is written", async () => {
    await browser.goto(`${origin("www")}/`);
    await ask("/host/Ada");
    const end = "Domain=shop.localhost; Path=/; Secure";
    planted = ["__Host-sid", "__HOST-SID", "__host-sid", "\u00a0__Host-sid", '"__Host-sid"'].map(
      (each) => `${each}=evil; ${end}`,
    );
    planted.push(`=__Host-sid=evil; ${end}`, `__Host-sid; ${end}`, `x=1, __Host-sid=evil; ${end}`);
    await browser.goto(`${origin("evil")}/plant`);
    await browser.goto(`${origin("www")}/`);
    expect(await ask("/host/look")).toBe("Ada, 1 sent");
    await ask("/host/out");
  });

  test.each(["above", "secure"])(
    "%s: a login and a logout drop what the host had before there was a domain",
    async (app) => {
      const { cookieName } = configured[app]!;
      const answer = await fetch(`http://localhost:${port}/${app}/Mallory`);
      const session = answer.headers.getSetCookie()[0]!.split(";")[0]!;
      const plant = async () => {
        planted = [`${session}; Path=/${cookieName!.startsWith("__Secure-") ? "; Secure" : ""}`];
        await browser.goto(`${origin("www")}/plant`);
      };
      await browser.goto(`${origin("www")}/`);
      await ask(`/${app}/Ada`);
      await plant();
      expect(await ask(`/${app}/look`)).toBe("nobody, 2 sent");
      await ask(`/${app}/Grace`);
      expect(await ask(`/${app}/look`)).toBe("Grace, 1 sent");
      await plant();
      await ask(`/${app}/out`);
      expect(await ask(`/${app}/look`)).toBe("nobody, 0 sent");
    },
  );

  test("a session that a sibling host plants under a plain name takes nobody's place", async () => {
    await browser.goto(`${origin("evil")}/`);
    const answer = await fetch(`http://localhost:${port}/plain/Mallory`);
    const session = answer.headers.getSetCookie()[0]!.split(";")[0]!;
    await browser.goto(`${origin("www")}/`);
    await ask("/plain/Ada");
    for (const path of ["/", "/plain", "/plain/look"]) {
      planted = [`${session}; Domain=shop.localhost; Path=${path}`];
      await browser.goto(`${origin("evil")}/plant`);
      await browser.goto(`${origin("www")}/`);
      expect(await ask("/plain/look")).toMatch(/^nobody, /);
      expect(await ask("/plain/look"), "nor at the next request").toMatch(/^nobody, /);
      planted = [`sessionid=; Max-Age=0; Domain=shop.localhost; Path=${path}`];
      await browser.goto(`${origin("evil")}/plant`);
      await browser.goto(`${origin("www")}/`);
      expect(await ask("/plain/look"), "once it is gone").toBe("Ada, 1 sent");
    }
  });
});
