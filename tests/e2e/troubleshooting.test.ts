/** docs/troubleshooting.md, as far as it takes a browser: each symptom and each cure, in Chromium. */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import type { SettingsInput } from "sessionscope";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { findChromium } from "../../scripts/test-setup/browsers.ts";
import { reportingApp, visits } from "../../server-sdk/tests/docs/troubleshooting/reporting-app.ts";

let browser: Browser;
beforeAll(async () => {
  const args = ["--no-sandbox", "--host-resolver-rules=MAP *.test 127.0.0.1"];
  browser = await puppeteer.launch({ executablePath: findChromium(), args });
});
afterAll(() => browser.close());

/** A page in a profile of its own. */
async function newPage(): Promise<Page> {
  const context = await browser.createBrowserContext();
  onTestFinished(() => context.close());
  return context.newPage();
}

const textAt = async (page: Page, url: string) => {
  await page.goto(url);
  return page.evaluate(() => document.body.textContent);
};
/** What two visits of one browser see. */
const twice = async (page: Page, url: string) => [await textAt(page, url), await textAt(page, url)];

const kept = ["Visit 1", "Visit 2"];
const lost = ["Visit 1", "Visit 1"];

/** The visits that a page of another origin makes by `fetch`. The app allows them to that origin alone. */
async function twoCalls(
  page: Page,
  settings: SettingsInput,
  host: string,
  init: RequestInit,
): Promise<readonly string[]> {
  const shop = await reportingApp({}, (app) => void app.get("/", (_request, response) => response.send("A page")));
  const origin = `http://shop.test:${shop.port}`;
  const api = await reportingApp(settings, visits, (app) => {
    app.use((_request, response, next) => {
      response.set({ "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true" });
      next();
    });
  });
  await page.goto(origin);
  const call = () =>
    page.evaluate(async (url, how) => (await fetch(url, how)).text(), `http://${host}:${api.port}`, init);
  return [await call(), await call()];
}

describe("There is one, and the browser does not keep it", () => {
  test("`Secure` on plain http", async () => {
    const warned: string[] = [];
    const hear = ({ code }: Error & { code?: string }) => void warned.push(code ?? "");
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
    const visited = async (cookieSecure: boolean) =>
      twice(await newPage(), `http://shop.test:${(await reportingApp({ cookieSecure })).port}`);
    expect(await visited(true)).toEqual(lost);
    expect(warned).toEqual(["SESSIONSCOPE_SECURE_OVER_HTTP"]);
    expect(await visited(false)).toEqual(kept);
  });

  test("Another domain", async () => {
    const visited = async (cookieDomain: string | null) =>
      twice(await newPage(), `http://shop.test:${(await reportingApp({ cookieDomain })).port}`);
    expect(await visited("other.test")).toEqual(lost);
    expect(await visited(null)).toEqual(kept);
  });

  test("A page of another origin calls", async () => {
    const calls = async (settings: SettingsInput) =>
      twoCalls(await newPage(), settings, "localhost", { credentials: "include" });
    expect(await calls({})).toEqual(lost);
    expect(await calls({ cookieSameSite: "None", cookieSecure: true, cookiePartitioned: true })).toEqual(kept);
  });

  test("A frame in a page of another site", async () => {
    const framed = async (settings: SettingsInput) => {
      const app = await reportingApp(settings);
      const frame = `<iframe src="http://localhost:${app.port}"></iframe>`;
      const shop = await reportingApp(
        {},
        (routes) => void routes.get("/", (_request, response) => response.send(frame)),
      );
      const page = await newPage();
      const look = async () => {
        await page.goto(`http://shop.test:${shop.port}`);
        const inner = await (await page.waitForSelector("iframe"))!.contentFrame();
        return inner.evaluate(() => document.body.textContent);
      };
      return [await look(), await look()];
    };
    expect(await framed({})).toEqual(lost);
    expect(await framed({ cookieSameSite: "None", cookieSecure: true, cookiePartitioned: true })).toEqual(kept);
  });
});

describe("The cookie does not come back", () => {
  test("`fetch` to another origin", async () => {
    const calls = async (init: RequestInit) => twoCalls(await newPage(), {}, "shop.test", init);
    expect(await calls({})).toEqual(lost);
    expect(await calls({ credentials: "include" })).toEqual(kept);
  });

  test("`curl`", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sessionscope-curl-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { origin } = await reportingApp({});
    const curl = promisify(execFile);
    const ask = async (...args: string[]) => (await curl("curl", ["-s", ...args, origin], { cwd: folder })).stdout;
    expect([await ask(), await ask()]).toEqual(lost);
    const jar = ["-b", "jar", "-c", "jar"];
    expect([await ask(...jar), await ask(...jar)]).toEqual(kept);
  });

  test("`cookiePath`", async () => {
    const visited = async (cookiePath: string) =>
      twice(await newPage(), `http://shop.test:${(await reportingApp({ cookiePath })).port}`);
    expect(await visited("/account")).toEqual(lost);
    expect(await visited("/")).toEqual(kept);
  });

  test("`http://localhost` and `http://127.0.0.1`", async () => {
    const { port } = await reportingApp({});
    const page = await newPage();
    const both = [await textAt(page, `http://localhost:${port}`), await textAt(page, `http://127.0.0.1:${port}`)];
    expect(both).toEqual(lost);
    expect(await textAt(page, `http://localhost:${port}`)).toBe("Visit 2");
  });
});
