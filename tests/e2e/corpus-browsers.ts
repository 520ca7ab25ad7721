/** What the cookie corpus needs of a browser: to visit pages, to make requests from a page, and to read the cookie jar. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { inject } from "vitest";
import type { Cookie } from "../../extension/cookies/cookie.ts";
import { findChromium } from "../../scripts/test-setup/browsers.ts";
import { launch } from "../../server-sdk/src/cli/browsers/firefox.ts";
import { findBrowser } from "../../server-sdk/src/cli/browsers/installed-browsers.ts";
import { setupPatience } from "./patience.ts";

export interface CorpusBrowser {
  /**
   * Goes there, or at least starts to: the server knows whether the request came.
   * Chromium waits until the navigation has ended, because one that begins earlier can be lost.
   * @returns what the browser says of it.
   */
  visit(url: string): Promise<string>;
  /** Resolves when the page is there. */
  open(url: string): Promise<void>;
  /** Lets the page that is open ask for the address, cookies included. Resolves to what the page was told. */
  ask(url: string): Promise<string>;
  /** Reads all cookies and empties the jar. */
  take(): Promise<readonly Cookie[]>;
  close(): Promise<void>;
}

export async function openChromium(): Promise<CorpusBrowser> {
  const profile = await mkdtemp(join(tmpdir(), "sessionscope-corpus-"));
  const browser = await puppeteer.launch({
    executablePath: findChromium(),
    timeout: setupPatience,
    userDataDir: profile,
    args: ["--no-sandbox", "--ignore-certificate-errors", "--host-resolver-rules=MAP * 127.0.0.1"],
  });
  const page = (await browser.pages())[0]!;
  const session = await page.createCDPSession();
  return {
    // Every case ends with a response without content, for which Chromium reports "aborted".
    visit: async (url) => (await session.send("Page.navigate", { url })).errorText ?? "arrived",
    open: async (url) => void (await page.goto(url)),
    ask: (url) => page.evaluate(request, url),
    async take() {
      const { cookies } = await session.send("Storage.getCookies");
      await session.send("Network.clearBrowserCookies");
      const sameSites = { Strict: "strict", Lax: "lax", None: "none" } as const;
      return cookies.map((cookie) => ({
        name: cookie.name,
        value: cookie.value,
        domain: cookie.domain.replace(/^\./, ""),
        hostOnly: !cookie.domain.startsWith("."),
        path: cookie.path,
        secure: cookie.secure,
        httpOnly: cookie.httpOnly,
        sameSite: cookie.sameSite === undefined ? "unspecified" : sameSites[cookie.sameSite],
        expiresAt: cookie.session ? null : cookie.expires * 1000,
        partition: cookie.partitionKey
          ? {
              topLevelSite: cookie.partitionKey.topLevelSite,
              crossSiteAncestor: cookie.partitionKey.hasCrossSiteAncestor,
            }
          : null,
      }));
    },
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

export async function openFirefox(): Promise<CorpusBrowser> {
  const { session, close } = await launch({
    program: findBrowser("firefox"),
    extension: inject("extensions").firefox,
    headless: true,
    preferences: { "network.dns.forceResolve": "127.0.0.1" },
  });
  await session.privileged(`
    Cc["@mozilla.org/security/certoverride;1"].getService(Ci.nsICertOverrideService)
      .setDisableAllSecurityChecksAndLetAttackersInterceptMyData(true);
  `);
  return {
    async visit(url) {
      await session.privileged(
        `const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
         gBrowser.selectedBrowser.fixupAndLoadURIString(args[0], { triggeringPrincipal });`,
        url,
      );
      return "started";
    },
    open: async (url) => void (await session.send("WebDriver:Navigate", { url })),
    async ask(url) {
      const { value } = (await session.send("WebDriver:ExecuteAsyncScript", {
        script: `const [url, done] = arguments; (${request})(url).then(done);`,
        args: [url],
      })) as { readonly value: string };
      return value;
    },
    take: async () =>
      (await session.privileged(`
        const sameSites = { 0: "none", 1: "lax", 2: "strict" };
        // Names are bytes here, values are text.
        const textOf = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true })
          .decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
        const kept = Services.cookies.cookies.map((cookie) => ({
          name: textOf(cookie.name),
          value: cookie.value,
          domain: cookie.host.replace(/^\\./, ""),
          hostOnly: !cookie.host.startsWith("."),
          path: cookie.path,
          secure: cookie.isSecure,
          httpOnly: cookie.isHttpOnly,
          sameSite: sameSites[cookie.sameSite] ?? "unspecified",
          expiresAt: cookie.isSession ? null : cookie.expiry,
          partition: cookie.originAttributes.partitionKey === "" ? null
            : { topLevelSite: cookie.originAttributes.partitionKey, crossSiteAncestor: true },
        }));
        Services.cookies.removeAll();
        return kept;
      `)) as readonly Cookie[],
    close,
  };
}

/** Runs in the page. */
const request = (url: string): Promise<string> =>
  fetch(url, { credentials: "include" }).then(
    ({ status }) => `status ${status}`,
    (error: unknown) => String(error),
  );
