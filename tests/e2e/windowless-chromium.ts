/** A Chromium that a command of the project starts as a user's own: it shows no window, and a test can drive it. */

import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import puppeteer, { type Browser } from "puppeteer-core";
import { onTestFinished } from "vitest";
import { findChromium } from "../../scripts/test-setup/browsers.ts";

/** The environment of a command that opens the first Chromium of the PATH. What it leaves is below `folder`. */
export async function windowless(folder: string): Promise<NodeJS.ProcessEnv> {
  const [bin, temporary] = [join(folder, "bin"), temporaryOf(folder)];
  for (const made of [bin, temporary]) await mkdir(made);
  const chromium = join(bin, "chromium");
  await writeFile(chromium, `#!/bin/sh\nexec "${findChromium()}" --headless --remote-debugging-port=0 "$@"\n`);
  await chmod(chromium, 0o755);
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    DISPLAY: ":0",
    TMPDIR: temporary,
    XDG_CACHE_HOME: join(folder, "cache"),
  };
}

/** Connects to the browser that a command has opened in this environment; it has written its port into its profile. */
export async function connectIn(folder: string): Promise<Browser> {
  const profile = (await readdir(temporaryOf(folder))).find((name) => name.startsWith("sessionscope-chromium-"))!;
  const [port] = (await readFile(join(temporaryOf(folder), profile, "DevToolsActivePort"), "utf8")).split("\n");
  const browser = await puppeteer.connect({
    browserURL: `http://127.0.0.1:${port}`,
    handleDevToolsAsPage: true,
    defaultViewport: null,
  });
  onTestFinished(() => browser.disconnect());
  return browser;
}

const temporaryOf = (folder: string) => join(folder, "temporary");
