/** Copies the repository for tests that change sources. Installed packages are linked; our own is part of the copy. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** Copies the files that git tracks or would track. @param paths files and folders, from the root. */
export function copyRepository(into: string, paths: readonly string[]): void {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...paths], {
    cwd: root,
    encoding: "utf8",
  });
  for (const path of listed.trim().split("\n")) {
    mkdirSync(dirname(join(into, path)), { recursive: true });
    cpSync(join(root, path), join(into, path));
  }
  for (const modules of ["node_modules", "server-sdk/node_modules"]) {
    if (existsSync(join(root, modules))) linkPackages(join(root, modules), join(into, modules));
  }
}

function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    symlinkSync(name === "sessionscope" ? "../server-sdk" : join(from, name), join(to, name));
  }
}
