/** Finds the browsers of this machine. */

import { accessSync, constants } from "node:fs";
import { type Browser, programPaths } from "./program-paths.ts";

export type { Browser } from "./program-paths.ts";
export const browsers: readonly Browser[] = ["chromium", "firefox", "chrome", "edge"];

/** Packages of Debian and Ubuntu; the others are not in their archives. */
const packages: Partial<Record<Browser, string>> = { chromium: "chromium", firefox: "firefox-esr" };
const titles: Record<Browser, string> = { chromium: "Chromium", chrome: "Chrome", edge: "Edge", firefox: "Firefox" };

/** A browser that is needed and is not there; the message says what to do. */
export class MissingBrowserError extends Error {
  override readonly name = "MissingBrowserError";
}

/** Path of the program, or null. */
export const lookFor = (browser: Browser): string | null => programPaths(browser).find(isProgram) ?? null;

/** @throws MissingBrowserError */
export function findBrowser(browser: Browser): string {
  const found = lookFor(browser);
  if (found !== null) return found;
  const name = packages[browser];
  throw new MissingBrowserError(
    name === undefined
      ? `${titles[browser]} is not installed here. Install it, or choose another with --browser ${browsers.join("|")}.`
      : `${titles[browser]} is not installed here. Install it (on Debian and Ubuntu: apt-get install ${name}).`,
  );
}

/** Whether a window can be shown here. */
export function hasDisplay(): boolean {
  if (process.platform !== "linux") return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
