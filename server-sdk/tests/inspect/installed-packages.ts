/** Packages of a test's own folder, as its lock file has them: the repository does not depend on them. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Installs what the folder's lock file names, unless it is there. */
export function installPackages(folder: string): void {
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  const mark = join(folder, "node_modules/.installed-lock");
  if (existsSync(mark) && readFileSync(mark, "utf8") === lock) return;
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  execFileSync("npm", ["ci", ...quiet], { cwd: folder, stdio: "pipe" });
  writeFileSync(mark, lock);
}

/** The environment of a program that finds the packages of this folder as an app finds its own. */
export const packagesOf = (folder: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=${new URL("use-packages.js", import.meta.url).href}`,
  PACKAGES_OF: folder,
});

/** A package of the folder, without its types. */
// biome-ignore lint/suspicious/noExplicitAny: the packages are not there when types are checked
export function importFrom(folder: string, name: string): Promise<any> {
  const path = createRequire(join(folder, "package.json")).resolve(name);
  return import(pathToFileURL(path).href);
}
