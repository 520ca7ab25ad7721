/**
 * "Two minutes, with express-session" of docs/inspect.md as a newcomer types it: an empty folder, the packed package, a real
 * Redis, and the panel that `npx` opens. It runs where TWO_MINUTES is "all", and prints the time that it took.
 */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { expect, onTestFinished, test } from "vitest";
import { startService } from "../../scripts/services/services.ts";
import { freePort } from "../../scripts/test-setup/free-port.ts";
import { buildPackage, buildPanel, packPackage } from "../../server-sdk/tests/built-package.ts";
import { panelFrame, viewOfPanel } from "./chromium/driver.ts";
import { editValue, row, undoStrip } from "./panel-words.ts";
import { setupPatience } from "./patience.ts";
import { connectIn, windowless } from "./windowless-chromium.ts";

const page = readFileSync(new URL("../../docs/inspect.md", import.meta.url), "utf8");
const section = /^## Two minutes, with express-session\n(.*?)^## /ms.exec(page)![1]!;
const blocks = (language: string) =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, text]) => text!.trimEnd());

test.runIf(process.env.TWO_MINUTES === "all")("an empty folder becomes an app with an edited key", async () => {
  const built = buildPackage();
  onTestFinished(() => rmSync(built.folder, { recursive: true, force: true, maxRetries: 20 }));
  buildPanel(built);
  const tarball = packPackage(built);
  const redis = await startService("redis");
  // After the app, which ends without it.
  onTestFinished(() => redis[Symbol.asyncDispose]());
  const port = String(await freePort());
  const env = {
    ...(await windowless(built.folder)),
    PORT: port,
    REDIS_URL: redis.url,
    npm_config_prefer_offline: "true",
  };
  const cwd = join(built.folder, "empty");
  mkdirSync(cwd);
  const [install, start, open, ...more] = blocks("sh");
  const [code, ...others] = blocks("ts");
  expect([more, others]).toEqual([[], []]);
  const file = /`(app\.\w+)`/.exec(section)![1]!;

  const began = Date.now();
  execFileSync("sh", ["-ec", install!.replace(/\bsessionscope$/, `"${tarball}"`)], { cwd, env, stdio: "pipe" });
  writeFileSync(join(cwd, file), `${code}\n`);
  const app = run(start!, cwd, env);
  const origin = `http://localhost:${port}`;
  const answers = () =>
    fetch(origin).then(
      ({ ok }) => ok,
      () => app.said(),
    );
  await expect.poll(answers, { timeout: setupPatience }).toBe(true);
  const command = run(open!.replace("3000", port), cwd, env);
  await expect.poll(command.said, { timeout: setupPatience }).toContain("The panel is the tab Sessionscope");
  const browser = await connectIn(built.folder);
  const { visited, devtools } = await pagesOf(browser, origin);
  const panel = viewOfPanel(devtools, await panelFrame(devtools));
  await panel.find(row("visits"));
  await editValue(panel, "visits", "41");
  await panel.reads("Set visits to 41.", undoStrip);
  await visited.reload();
  expect(await visited.$eval("body", ({ innerText }) => innerText)).toBe("Visit 42");
  await panel.reads("42", row("visits"));
  process.stdout.write(`From an empty folder to an edited key: ${Math.round((Date.now() - began) / 1000)} s\n`);
});

/** Types a command, which goes on until the test ends. */
function run(command: string, cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn("sh", ["-c", command], { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const ended = once(child, "close");
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  onTestFinished(async () => {
    // As Ctrl-C does: npx and what it has started.
    process.kill(-child.pid!, "SIGINT");
    await ended;
  });
  return { said: () => text };
}

async function pagesOf(browser: Browser, origin: string): Promise<{ visited: Page; devtools: Page }> {
  const pages = await browser.pages();
  return {
    visited: pages.find((one) => one.url().startsWith(origin))!,
    devtools: pages.find((one) => one.url().startsWith("devtools:"))!,
  };
}
