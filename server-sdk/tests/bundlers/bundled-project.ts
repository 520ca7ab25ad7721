/** A project that a bundler is tried on: outside the workspaces, with a lock file of its own and the packed package in it. */

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltPackage, packPackage } from "../built-package.ts";

/**
 * Copies these folders of `tests/bundlers/` into one, and installs what they and the package need.
 * @returns a folder that is alone in another, which is to be removed when done.
 */
export function installProject(built: BuiltPackage, ...parts: readonly string[]): string {
  // Not in the built package's folder, above which our own drivers would be found.
  const folder = join(mkdtempSync(join(tmpdir(), "sessionscope-bundled-")), "project");
  for (const part of parts) cpSync(join(import.meta.dirname, part), folder, { recursive: true });
  const install = (...args: string[]) =>
    execFileSync(
      "npm",
      [...args, "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      {
        cwd: folder,
        stdio: "inherit",
      },
    );
  install("ci");
  install("install", "--no-save", packPackage(built));
  return folder;
}

/** What a driver that was loaded at run time says: a package of its name that does nothing else. */
export const driverSays = "The driver was loaded at run time.";

/** Puts a package of the driver's name where an app in the folder finds it. */
export function installDriver(folder: string, name: string): void {
  const place = join(folder, "node_modules", name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "index.js"), `throw new Error(${JSON.stringify(driverSays)});`);
}
