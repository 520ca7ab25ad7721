/** Sees to it that tests and tour have their browsers: installs what is missing where that is ours to do. */

import {
  type Browser,
  findBrowser,
  lookFor,
  MissingBrowserError,
} from "../../server-sdk/src/cli/browsers/installed-browsers.ts";
import { canInstallPackages, installPackages } from "./debian-packages.ts";

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
