/** Finds the browsers of this machine, and installs what is missing where that is ours to do. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { canInstallPackages, installPackages } from "./debian-packages.ts";

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

/** Of Chromium's family any will do for tests and tour. */
const family: readonly Browser[] = ["chromium", "chrome", "edge"];

/**
 * Chromium, or what is installed of its family.
 * @throws MissingBrowserError
 */
export const findChromium = (): string => findBrowser(family.find((each) => lookFor(each) !== null) ?? "chromium");

/**
 * Sees to it that the tour and the tests have a Chromium and a Firefox: installs what is missing, on Debian and Ubuntu
 * as root; does nothing elsewhere.
 * @throws MissingBrowserError naming what is still missing.
 */
export async function provideBrowsers(say: (line: string) => void): Promise<void> {
  const missing = [
    ...(family.some((each) => lookFor(each) !== null) ? [] : ["chromium"]),
    ...(lookFor("firefox") === null ? ["firefox-esr"] : []),
  ];
  if (missing.length > 0 && canInstallPackages()) {
    say(`Installing ${missing.join(" and ")} (this takes a minute)`);
    try {
      await installPackages(missing);
    } catch (error) {
      throw new MissingBrowserError(`apt-get could not install ${missing.join(" and ")}: ${(error as Error).message}`);
    }
  }
  findChromium();
  findBrowser("firefox");
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
