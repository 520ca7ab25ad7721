/** Finds the browsers of this machine. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export type Browser = "chromium" | "chrome" | "edge" | "firefox";
export const browsers: readonly Browser[] = ["chromium", "firefox", "chrome", "edge"];

/** What each is called: on the PATH, or whole where systems install programs elsewhere. */
const programs: Record<Browser, readonly string[]> = {
  chromium: ["chromium", "chromium-browser", "/Applications/Chromium.app/Contents/MacOS/Chromium"],
  firefox: [
    "firefox-esr",
    "firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
  ],
  chrome: [
    "google-chrome-stable",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ],
  edge: [
    "microsoft-edge-stable",
    "microsoft-edge",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};

/** Packages of Debian and Ubuntu; the others are not in their archives. */
const packages: Partial<Record<Browser, string>> = { chromium: "chromium", firefox: "firefox-esr" };
const titles: Record<Browser, string> = { chromium: "Chromium", chrome: "Chrome", edge: "Edge", firefox: "Firefox" };

/** A browser that is needed and is not there; the message says what to do. */
export class MissingBrowserError extends Error {
  override readonly name = "MissingBrowserError";
}

/** Path of the program, or null. */
export function lookFor(browser: Browser): string | null {
  for (const program of programs[browser]) {
    const places = /[/\\]/.test(program)
      ? [program]
      : (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, program));
    const found = places.find(isProgram);
    if (found !== undefined) return found;
  }
  return null;
}

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
