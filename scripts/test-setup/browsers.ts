/** Finds the browsers that the tests and the tour need, and installs them on Debian and Ubuntu as root. */

import {
  type Browser,
  findBrowser,
  lookFor,
  MissingBrowserError,
} from "../../server-sdk/src/cli/browsers/installed-browsers.ts";
import { canInstallPackages, installPackages } from "./debian-packages.ts";

/** The browsers that can serve as Chromium, in order of preference. */
const family: readonly Browser[] = ["chromium", "chrome", "edge"];

/**
 * Finds Chromium, or an installed browser of its family.
 * @throws MissingBrowserError
 */
export const findChromium = (): string => findBrowser(family.find((each) => lookFor(each) !== null) ?? "chromium");

/**
 * Installs a missing Chromium or Firefox on Debian and Ubuntu, as root. Elsewhere it installs nothing.
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
