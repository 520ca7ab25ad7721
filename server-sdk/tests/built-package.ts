/** Builds the package as it is published, in a temporary folder, so that the working tree does not change. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

export interface BuiltPackage {
  /** The folder that holds everything; the caller removes it. */
  readonly folder: string;
  /** The built package, with its `dist`. */
  readonly package: string;
  /** An empty project beside the package, with nothing installed. */
  readonly project: string;
}

export function buildPackage(): BuiltPackage {
  const folder = mkdtempSync(join(tmpdir(), "sessionscope-package-"));
  cpSync(join(root, "server-sdk"), join(folder, "server-sdk"), {
    recursive: true,
    filter: (path) => !/node_modules|\/dist(\/|$)/.test(path),
  });
  cpSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
  for (const part of ["", "server-sdk/"]) {
    const modules = join(root, part, "node_modules");
    if (existsSync(modules)) symlinkSync(modules, join(folder, part, "node_modules"));
  }
  symlinkSync(join(root, "scripts"), join(folder, "scripts"), "junction");
  execFileSync("npm", ["run", "--silent", "build"], { cwd: join(folder, "server-sdk"), stdio: "inherit" });
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  return { folder, package: join(folder, "server-sdk"), project };
}

/** Adds the panel that `npx sessionscope panel` opens, by the package's own script. */
export function buildPanel(built: BuiltPackage): void {
  const sdk = join(root, "server-sdk");
  const { scripts } = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8"));
  const [own, ours] = ["dist/panel", join(built.package, "dist/panel")];
  if (!scripts["build:panel"].endsWith(own)) throw new Error(`build:panel makes ${own} no more`);
  execFileSync("npm", ["exec", "--call", scripts["build:panel"].replace(own, `"${ours}"`)], {
    cwd: sdk,
    stdio: "inherit",
  });
}

/** @returns the path of the tarball that `npm publish` would send. */
export function packPackage({ folder, package: source }: BuiltPackage): string {
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder, source];
  return join(folder, execFileSync("npm", args, { cwd: folder, encoding: "utf8" }).trim());
}
