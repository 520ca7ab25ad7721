/** The promises of `Platform` on the browsers' real APIs. Each of these has gone wrong in some extension. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { Cookie } from "../../extension/cookies/cookie.ts";
import { exampleCookie } from "../../extension/cookies/fixtures/example-cookie.ts";
import type { Platform, SeenResponse } from "../../extension/platform/platform.ts";
import type { BrowserName, Opening, TestBrowser } from "./browser.ts";
import { openBrowser } from "./open-browser.ts";

declare global {
  /** Set by probe.ts inside the panel. */
  var platform: Platform;
}

let server: Server;
let port: number;
/** `Set-Cookie` lines by path. */
const lines = new Map<string, string[]>();
/** The requested paths, in order. */
const requests: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    response.setHeader("Set-Cookie", lines.get(request.url ?? "") ?? []);
    response.setHeader("Content-Type", "text/html;charset=utf-8");
    // A page whose policy allows no script can be inspected like any other.
    response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox allow-same-origin");
    if (request.url?.startsWith("/to/")) response.writeHead(303, { Location: request.url.slice(3) });
    if (request.url === "/echo") response.end(JSON.stringify(request.headers));
    // With a string as body, node:http would write the headers as UTF-8 too.
    else response.end(Buffer.from(`<p>${request.url} got ${request.headers.cookie ?? "no cookie"}</p>`));
  });
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

const plain: Cookie = exampleCookie({ name: "mine" });

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  /** The browser of all tests but those of other cookie jars. */
  let usual: TestBrowser;
  beforeAll(async () => {
    usual = await open(`http://localhost:${port}/`);
  });
  afterAll(() => usual.close());
  afterEach(async () => {
    for (const cookie of await list(usual)) await remove(usual, cookie);
    lines.clear();
    requests.length = 0;
  });

  async function open(url: string, jar?: Opening["jar"]): Promise<TestBrowser> {
    const browser = await openBrowser(name, { extension: inject("extensions")[name], url, jar });
    const { panel } = browser;
    await panel.evaluate(() => {
      const script = document.createElement("script");
      document.head.append(Object.assign(script, { type: "module", src: "/probe.js" }));
    });
    await panel.until("the probe", () => panel.evaluate(() => "platform" in globalThis));
    return browser;
  }
  /** The usual browser on a page. */
  async function start(path: string, host = "localhost"): Promise<TestBrowser> {
    await usual.goto(`http://${host}:${port}${path}`);
    return usual;
  }
  const list = ({ panel }: TestBrowser) => panel.evaluate(async () => platform.cookies.list(await platform.page.url()));
  const set = ({ panel }: TestBrowser, cookie: Cookie) => panel.evaluate((each) => platform.cookies.set(each), cookie);
  const remove = ({ panel }: TestBrowser, cookie: Cookie) =>
    panel.evaluate((each) => platform.cookies.remove(each), cookie);
  const names = (cookies: readonly Cookie[]) => cookies.map((cookie) => cookie.name).toSorted();

  test("lists HttpOnly, Secure on http://localhost, partitioned, and cookies of other paths", async () => {
    lines.set("/shop", [
      "http-only=1; HttpOnly; Path=/",
      "secure=1; Secure; Path=/",
      "partitioned=1; Secure; SameSite=None; Partitioned; Path=/",
      "elsewhere=1; Path=/account/settings",
    ]);
    const browser = await start("/shop");
    const cookies = await list(browser);
    expect(names(cookies)).toEqual(["elsewhere", "http-only", "partitioned", "secure"]);
    expect(cookies.find((cookie) => cookie.name === "partitioned")?.partition).toEqual({
      topLevelSite: "http://localhost",
      crossSiteAncestor: false,
    });
  });

  test("edits and removes each of them, and nothing beside", async () => {
    lines.set("/shop", [
      "secure=1; Secure; HttpOnly; Path=/",
      "partitioned=1; Secure; SameSite=None; Partitioned; Path=/",
      "twice=outer; Path=/",
      "twice=inner; Path=/shop",
    ]);
    const browser = await start("/shop");
    for (const cookie of await list(browser)) {
      expect(await set(browser, { ...cookie, value: "edited" })).toEqual({ ...cookie, value: "edited" });
    }
    expect((await list(browser)).map((cookie) => cookie.value)).toEqual(["edited", "edited", "edited", "edited"]);

    for (const cookie of (await list(browser)).filter(({ path }) => path === "/")) {
      expect(await remove(browser, cookie)).toBe(true);
    }
    expect((await list(browser)).map(({ name, path }) => name + path)).toEqual(["twice/shop"]);
  });

  test("finds cookies of the domain above, and leaves those of sibling hosts and other partitions out", async () => {
    lines.set("/", ["above=1; Domain=shop.localhost", "own=1"]);
    const browser = await start("/", "www.shop.localhost");
    await set(browser, { ...plain, name: "sibling", domain: "api.shop.localhost" });
    await set(browser, {
      ...plain,
      name: "embedded",
      domain: "www.shop.localhost",
      secure: true,
      sameSite: "none",
      partition: { topLevelSite: "https://news.example", crossSiteAncestor: true },
    });
    const cookies = await list(browser);
    expect(names(cookies)).toEqual(["above", "own"]);
    expect(cookies.find((cookie) => cookie.name === "above")).toMatchObject({
      domain: "shop.localhost",
      hostOnly: false,
    });
    const above = cookies.find((cookie) => cookie.name === "above")!;
    expect(await set(browser, { ...above, value: "2" })).toEqual({ ...above, value: "2" });
    expect(await remove(browser, above)).toBe(true);
    expect(names(await list(browser))).toEqual(["own"]);
  });

  test.each(["localhost:45471", "localhost/", "user@localhost", "0x7f.1", "http://localhost/", "LOCALHOST"])(
    "writes and removes nothing for the domain %s",
    async (domain) => {
      const browser = await start("/");
      await set(browser, plain);
      await set(browser, { ...plain, domain: "127.0.0.1" });
      expect(await set(browser, { ...plain, domain, value: "other" })).toBeNull();
      expect(await remove(browser, { ...plain, domain })).toBe(false);
      expect(await list(browser)).toEqual([plain]);
      const other = await start("/", "127.0.0.1");
      expect((await list(other)).map(({ value }) => value)).toEqual(["1"]);
      await remove(other, { ...plain, domain: "127.0.0.1" });
      await start("/");
    },
  );

  test.each([
    ["/my dir", "/my%20dir"],
    ["/a?b", "/a%3Fb"],
    ["/über", "/%C3%BCber"],
    ["/x/../y", "/y"],
    ["/b\\c", "/b/c"],
    ["/%7Ea", "/%7Ea"],
  ])("writes the path %s there or not at all", async (path, written) => {
    const browser = await start("/");
    const beside = { ...plain, path: written };
    expect(await set(browser, beside)).toEqual(beside);
    const others = path === written ? [] : [beside];
    const landing = await browser.panel.evaluate((each) => platform.cookies.landing(each), path);
    expect(landing).toBe(name === "chromium" ? written : path);
    const there = landing === path;
    const cookie = { ...plain, path, value: "2" };
    expect(await set(browser, cookie)).toEqual(there ? cookie : null);
    expect(new Set(await list(browser))).toEqual(new Set(there ? [...others, cookie] : others));
    expect(await remove(browser, cookie)).toBe(there);
    expect(await list(browser)).toEqual(others);
  });

  // Firefox hides these cookies from every extension whose permission names the host: its matcher compares ::1 with [::1].
  test.runIf(name === "chromium")("works on an IPv6 address", async () => {
    lines.set("/", ["six=1; HttpOnly"]);
    const browser = await start("/", "[::1]");
    const [six] = await list(browser);
    expect(six).toMatchObject({ name: "six", domain: "[::1]" });
    expect(await set(browser, { ...six!, value: "2" })).toMatchObject({ value: "2" });
    expect(await remove(browser, six!)).toBe(true);
  });

  test("tells what the browser really holds after a write", async () => {
    const browser = await start("/");
    expect(await set(browser, { ...plain, sameSite: "none" }), "SameSite=None without Secure").toBeNull();
    expect(await set(browser, { ...plain, value: "a;b" }), "a value no cookie can have").toBeNull();
    expect(await set(browser, { ...plain, expiresAt: 1 }), "expired already").toBeNull();
    const inTenYears = Date.now() + 10 * 365 * 86_400_000;
    const held = await set(browser, { ...plain, expiresAt: inTenYears });
    expect(held?.expiresAt, "clamped to 400 days").toBeLessThan(inTenYears);
    expect(await set(browser, { ...plain, secure: true })).toMatchObject({ secure: true });
    expect(await set(browser, { ...plain, value: "2" }), "over a Secure one").toMatchObject({
      secure: false,
      value: "2",
    });
  });

  test("hears of changes by the page", async () => {
    lines.set("/set", ["new=1"]);
    const browser = await start("/");
    await browser.panel.evaluate(() => {
      platform.cookies.onChanged(() => {
        document.documentElement.dataset.changed = "";
      }, new AbortController().signal);
    });
    await browser.goto(`http://localhost:${port}/set`);
    await browser.panel.find("[data-changed]");
  });

  /** All responses that the panel would be told of now. */
  const heard = ({ panel }: TestBrowser) =>
    panel.evaluate(
      () =>
        new Promise<SeenResponse[]>((resolve) => {
          const all: SeenResponse[] = [];
          const end = new AbortController();
          platform.page.onResponse((response) => void all.push(response), end.signal);
          setTimeout(() => {
            end.abort();
            resolve(all);
          }, 100);
        }),
    );
  const setCookies = ({ headers }: SeenResponse) =>
    headers.filter(([header]) => header.toLowerCase() === "set-cookie").map(([, line]) => line);

  test("replays the responses from before the panel listened, with every Set-Cookie line", async () => {
    lines.set("/two", ["a=1; HttpOnly", "b=2; Expires=Wed, 21 Oct 2099 07:28:00 GMT"]);
    const browser = await start("/");
    await browser.goto(`http://localhost:${port}/two`);
    await browser.panel.until("the response", async () => {
      const two = (await heard(browser)).find((response) => response.url.endsWith("/two"));
      if (two === undefined) return false;
      expect(setCookies(two)).toEqual(lines.get("/two"));
      expect(two).toMatchObject({ status: 200, method: "GET" });
      expect(Math.abs(two.at - Date.now())).toBeLessThan(60_000);
      return true;
    });
  });

  test("hears the Set-Cookie lines of every redirect", async () => {
    const browser = await start("/");
    await browser.panel.evaluate(() => {
      const { dataset } = document.documentElement;
      platform.page.onResponse((response) => {
        if (response.status === 303) dataset.redirects = `${dataset.redirects ?? ""}${JSON.stringify(response)}\n`;
      }, new AbortController().signal);
    });
    const heardSoFar = async () => {
      const all = await browser.panel.evaluate(() => document.documentElement.dataset.redirects ?? "");
      return all.split("\n").flatMap((one) => (one === "" ? [] : [JSON.parse(one) as SeenResponse]));
    };
    const rounds = Array.from({ length: 16 }, (_, round) => `/to/home?${round}`);
    for (const [round, path] of rounds.entries()) {
      lines.set(path, [`sid=${path}; HttpOnly; Path=/`]);
      await browser.goto(`http://localhost:${port}${path}`);
      // The browsers themselves forget the requests of a page that is left at once.
      await browser.panel.until("the response", async () => (await heardSoFar()).length > round);
    }
    const lineOf = (seen: SeenResponse) => [seen.url.slice(seen.url.indexOf("/to/")), setCookies(seen)];
    expect((await heardSoFar()).map(lineOf)).toEqual(rounds.map((path) => [path, lines.get(path)]));
  });

  test("reads the bytes of a line as UTF-8, as the cookie store does", async () => {
    const utf8 = (text: string) => Buffer.from(text, "utf8").toString("latin1");
    lines.set("/utf8", [utf8("word=é€😀ß…“; Path=/"), utf8("größe=1; Path=/")]);
    const browser = await start("/");
    await browser.goto(`http://localhost:${port}/utf8`);
    await browser.panel.until("the response", async () => {
      const found = (await heard(browser)).find((response) => response.url.endsWith("/utf8"));
      if (found === undefined) return false;
      expect(setCookies(found)).toEqual(["word=é€😀ß…“; Path=/", "größe=1; Path=/"]);
      return true;
    });
    expect((await list(browser)).map(({ name, value }) => `${name}=${value}`).toSorted()).toEqual([
      "größe=1",
      "word=é€😀ß…“",
    ]);
  });

  test("calls the server without CORS, with an Origin no page can forge and without cookies", async () => {
    lines.set("/", ["ambient=1"]);
    const browser = await start("/");
    const headers = (await browser.panel.evaluate(async (url) => {
      const init: RequestInit = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
      return (await platform.fetch(url, { ...init, credentials: "omit" })).json();
    }, `http://localhost:${port}/echo`)) as Record<string, string>;
    expect(headers.origin).toMatch(
      name === "chromium" ? /^chrome-extension:\/\/[a-p]{32}$/ : /^moz-extension:\/\/[\da-f-]{36}$/,
    );
    expect(headers.cookie).toBeUndefined();
  });

  test("knows the page, its origins, and keeps what it is given", async () => {
    const browser = await start("/first");
    const { panel } = browser;
    expect(await panel.evaluate(() => platform.page.url())).toBe(`http://localhost:${port}/first`);
    await browser.goto(`http://localhost:${port}/second`);
    expect(await panel.evaluate(() => platform.page.url())).toBe(`http://localhost:${port}/second`);
    await panel.evaluate(() => platform.page.reload());
    await panel.until("a reload", async () => requests.filter((path) => path === "/second").length === 2);
    expect(await panel.evaluate((origin) => platform.origins.allowed(origin), `http://localhost:${port}`)).toBe(true);
    expect(await panel.evaluate(() => platform.origins.allowed("https://shop.example"))).toBe(false);
    await panel.evaluate(() => platform.storage.set("kept", { list: [1, "two"] }));
    expect(await panel.evaluate(() => platform.storage.get("kept"))).toEqual({ list: [1, "two"] });
    expect(await panel.evaluate(() => platform.text("extensionName"))).toBe("Sessionscope");
    await browser.setTheme("dark");
    expect(await panel.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)).toBe(true);
    await browser.setTheme("light");
    expect(await panel.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)).toBe(false);
  });

  test.runIf(name === "firefox")(
    "asks for permission for a site in a page of its own, and accepts a refusal",
    async () => {
      const { panel, opened } = await start("/");
      const ask = () =>
        panel.evaluate(() => {
          delete document.documentElement.dataset.granted;
          void platform.origins.request("https://shop.example").then((granted) => {
            document.documentElement.dataset.granted = String(granted);
          });
        });
      await ask();
      const refusal = await opened("grant.html");
      await refusal.reads("*://shop.example/*");
      await refusal.click({ role: "button", name: "Not now" });
      await panel.find('[data-granted="false"]');

      await ask();
      await (await opened("grant.html")).click({ role: "button", name: "Allow this site" });
      await panel.find('[data-granted="true"]');
      expect(await panel.evaluate(() => platform.origins.allowed("https://shop.example"))).toBe(true);
    },
  );

  const jars = name === "firefox" ? (["private", "container"] as const) : (["private"] as const);
  test.each(jars)("reads and writes the jar of a %s tab", async (jar) => {
    const browser = await open(`http://localhost:${port}/`, jar);
    try {
      expect(await set(browser, { ...plain, value: jar })).toMatchObject({ value: jar });
      expect(names(await list(browser))).toEqual(["mine"]);
      expect(names(await list(usual))).toEqual([]);
      await browser.goto(`http://localhost:${port}/again`);
      await browser.page.reads(`/again got mine=${jar}`);
      expect(await remove(browser, plain)).toBe(true);
    } finally {
      await browser.close();
    }
  });
});
