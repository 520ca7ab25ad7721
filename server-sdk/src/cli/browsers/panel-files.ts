/** The panel as the package carries it: what both kinds of browser read in one folder, what only one of them reads in its own. */

import { cpSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UsageError } from "../command.ts";
import type { Browser } from "./installed-browsers.ts";

const carried = (part: string) => fileURLToPath(new URL(`../../panel/${part}`, import.meta.url));

/**
 * Makes the folder that the browser loads as an extension. What has been there under the same names is replaced.
 * @throws UsageError in a clone: there the panel is built when the package is packed.
 */
export function copyPanel(browser: Browser, into: string): void {
  if (!existsSync(carried("both")))
    throw new UsageError("This copy of the package holds no build of the panel. In a clone, run npm start instead.");
  for (const part of ["both", browser === "firefox" ? "firefox" : "chrome"])
    cpSync(carried(part), into, { recursive: true });
}
