/** `npm run dev`: a change of a source reaches the demo app and the open panel. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../scripts/test-setup/free-port.ts";
import { copyRepository } from "../../scripts/test-setup/repository-copy.ts";
import { setupPatience } from "./patience.ts";
import { connectIn, windowless } from "./windowless-chromium.ts";

const parts = ["scripts", "extension", "server-sdk", "examples/shop", "tests/e2e"];
const files = ["package.json", "manifest.json", "vite.config.ts", "tsconfig.json"];

test("a changed source of the panel is seen in open DevTools, and one of the SDK in the endpoint's answers", async () => {
  const folder = await temporaryFolder();
  const copy = join(folder, "repository");
  copyRepository(copy, [...parts, ...files]);
  const port = await freePort();
  const { said } = await runDev(folder, copy, port);
  await expect.poll(said, { timeout: setupPatience }).toContain("The panel is the tab Sessionscope");
  const browser = await connectIn(folder);
  await expect.poll(() => panelText(browser), { timeout: setupPatience }).toContain("Cookies");

  await change(
    join(copy, "extension/public/_locales/en/messages.json"),
    '"message": "Cookies"',
    '"message": "Biscuits"',
  );
  await expect.poll(() => panelText(browser), { timeout: setupPatience }).toContain("Biscuits");
  expect(await panelText(browser)).not.toContain("token");

  const answer = async () => {
    const response = await fetch(`http://localhost:${port}/__sessionscope__`, { method: "POST" }).catch(() => null);
    return response?.text();
  };
  await expect.poll(answer).toContain("Not found.");
  await change(join(copy, "server-sdk/src/debug/gate.ts"), '"Not found."', '"Nobody is here."');
  await expect.poll(answer).toContain("Nobody is here.");
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sessionscope-dev-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));
  return folder;
}

/** Runs it with a Chromium that shows no window and lets this test connect to it. */
async function runDev(folder: string, copy: string, port: number) {
  const environment = await windowless(folder);
  const { scripts } = JSON.parse(await readFile(join(copy, "package.json"), "utf8"));
  const command = `${scripts.dev} --browser chromium --port ${port}`.replace(/^node /, "").split(" ");
  const child = spawn(process.execPath, command, {
    cwd: copy,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  onTestFinished(async () => {
    child.kill("SIGINT");
    await ended;
  });
  return { said: () => text };
}

/** The text of the panel in the DevTools that are open now; empty while none are. */
async function panelText(browser: Browser): Promise<string> {
  for (const page of await browser.pages()) {
    const panel = page.frames().find((frame) => frame.url().endsWith("/panel/index.html"));
    if (panel !== undefined) return await panel.evaluate(() => document.body.innerText).catch(() => "");
  }
  return "";
}

async function change(path: string, from: string, to: string): Promise<void> {
  const before = await readFile(path, "utf8");
  expect(before).toContain(from);
  await writeFile(path, before.replace(from, to));
}
