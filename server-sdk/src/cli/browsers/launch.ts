/** What every browser is started with, and how it is ended. */

import { type ChildProcess, spawnSync } from "node:child_process";

export interface Launch {
  /** Path of the browser. */
  readonly program: string;
  /** Folder of the built extension. */
  readonly extension: string;
  readonly headless: boolean;
  /** What the extension's storage holds from the start, by key. */
  readonly stored?: object;
}

/** How long a browser may take until its panel is there: long enough that only a hanging browser is given up. */
export const startTimeoutMs = 120_000;

/** Ends a browser at once. On Windows its other processes would go on. */
export function killTree(browser: ChildProcess): void {
  if (process.platform === "win32") spawnSync("taskkill", ["/pid", String(browser.pid), "/T", "/F"]);
  else browser.kill("SIGKILL");
}
