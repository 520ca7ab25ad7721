/**
 * Chromium still refuses cookies as recorded: for the reasons in Network.responseReceivedExtraInfo, and the cookie is stored
 * or not. extension/cookies/refusal.test.ts holds our rules to the record. `RECORD=1` records what this Chromium does.
 */

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type CDPSession, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium } from "../../scripts/test-setup/browsers.ts";
import { setupPatience } from "./patience.ts";

interface Observed {
  readonly from: string;
  readonly page?: string;
  readonly before?: readonly (readonly [url: string, line: string])[];
  readonly line: string;
  readonly reasons: readonly string[];
  readonly stored: boolean;
}

const recording = new URL("../../extension/cookies/fixtures/chromium-156.json", import.meta.url);

let plain: Server;
let secure: Server;
let browser: Browser;
let profile: string;
beforeAll(async () => {
  // A test key: the browser accepts any certificate.
  const pem = await readFile(new URL("./fixtures/tls.pem", import.meta.url));
  const limits = { maxHeaderSize: 65_536 };
  plain = createServer(limits, answer);
  secure = createTlsServer({ ...limits, key: pem, cert: pem }, answer);
  for (const server of [plain, secure]) await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  profile = await mkdtemp(join(tmpdir(), "sessionscope-refusals-"));
  await mkdir(join(profile, "Default"));
  // Third-party cookies are allowed: otherwise that rule alone would refuse all of them.
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  await writeFile(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  browser = await puppeteer.launch({
    executablePath: findChromium(),
    timeout: setupPatience,
    userDataDir: profile,
    args: ["--no-sandbox", "--ignore-certificate-errors", "--host-resolver-rules=MAP * 127.0.0.1"],
  });
});
afterAll(async () => {
  await browser?.close();
  for (const server of [plain, secure]) {
    server?.close();
    server?.closeAllConnections();
  }
  await rm(profile, { recursive: true, force: true, maxRetries: 20 });
});

/** Answers with the line in the URL, byte by byte: node:http would refuse lines that the browser must judge. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { searchParams } = new URL(request.url!, "http://localhost");
  const asked = searchParams.get("line");
  const line = asked === null ? "" : `Set-Cookie: ${Buffer.from(asked, "base64url").toString("latin1")}\r\n`;
  const head = [
    "HTTP/1.1 200 OK",
    "Content-Type: text/html",
    `Access-Control-Allow-Origin: ${request.headers.origin ?? "*"}`,
    "Access-Control-Allow-Credentials: true",
    `Serial: ${searchParams.get("serial") ?? "none"}`,
    "Content-Length: 2",
    "Connection: close",
  ].join("\r\n");
  response.socket!.end(Buffer.from(`${head}\r\n${line}\r\nok`, "latin1"));
}

let serial = 0;
/** A new URL each time, so that a response cannot be mistaken for an earlier one. */
function addressOf(url: string, line: string | null): string {
  const address = new URL(url);
  address.searchParams.set("serial", String(serial++));
  address.port = String(((address.protocol === "https:" ? secure : plain).address() as AddressInfo).port);
  if (line !== null) address.searchParams.set("line", Buffer.from(line, "utf8").toString("base64url"));
  return address.href;
}

/** The browser's names of the reasons why it refuses cookies in the response from this URL. */
function verdictOn(session: CDPSession, address: string): Promise<readonly string[]> {
  const asked = new URL(address).searchParams.get("serial");
  return new Promise((resolve) => {
    session.on("Network.responseReceivedExtraInfo", function hear({ headers, blockedCookies }) {
      if (headers.Serial !== asked) return;
      session.off("Network.responseReceivedExtraInfo", hear);
      resolve(blockedCookies.flatMap(({ blockedReasons }) => blockedReasons));
    });
  });
}

async function observe(
  page: Page,
  session: CDPSession,
  given: Omit<Observed, "reasons" | "stored">,
): Promise<Observed> {
  await session.send("Network.clearBrowserCookies");
  for (const [url, line] of given.before ?? []) await page.goto(addressOf(url, line));
  if (given.page !== undefined) await page.goto(addressOf(given.page, null));
  const address = addressOf(given.from, given.line);
  const verdict = verdictOn(session, address);
  if (given.page === undefined) await page.goto(address);
  else await page.evaluate((url) => fetch(url, { credentials: "include" }).then((got) => got.text()), address);
  const reasons = await verdict;
  const { cookies } = await session.send("Storage.getCookies");
  // If there was a cookie before, the new value tells ours from it.
  const stored = given.before === undefined ? cookies.length > 0 : cookies.some(({ value }) => value === "c");
  return { ...given, reasons, stored };
}

test("Chromium still says what was recorded", async () => {
  const observed: readonly Observed[] = JSON.parse(await readFile(recording, "utf8"));
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  const now: Observed[] = [];
  for (const { reasons, stored, ...given } of observed) now.push(await observe(page, session, given));
  if (process.env.RECORD === "1") {
    await writeFile(recording, `[\n${now.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
    return;
  }
  const differences = now.filter((one, index) => {
    const then = observed[index]!;
    return one.stored !== then.stored || one.reasons.join() !== then.reasons.join();
  });
  expect(differences).toEqual([]);
  expect(now.length).toBeGreaterThan(250);
}, 600_000);
