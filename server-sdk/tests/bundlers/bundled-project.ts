/** A project to be bundled: outside the workspaces, with its own lock file, and with the packed package installed. */

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BuiltPackage, packPackage } from "../built-package.ts";

/**
 * Copies these folders, by their paths from `tests/bundlers/`, into one, and installs what they and the package need.
 * @returns the project's folder, alone in a parent folder that the caller removes.
 */
export function installProject(built: BuiltPackage, ...parts: readonly string[]): string {
  // Not inside the built package's folder: Node would find our own drivers in the folders above.
  const folder = join(mkdtempSync(join(tmpdir(), "sessionscope-bundled-")), "project");
  for (const part of parts) cpSync(resolve(import.meta.dirname, part), folder, { recursive: true });
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

/** What a stand-in for a driver prints when it is loaded at run time. */
export const driverSays = "The driver was loaded at run time.";

/** Installs the stand-in under the driver's name, where an app in the folder finds it. */
export function installDriver(folder: string, name: string): void {
  const place = join(folder, "node_modules", name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "index.js"), `throw new Error(${JSON.stringify(driverSays)});`);
}
