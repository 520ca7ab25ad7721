/**
 * Builds the extension for one browser. Run as a program with a folder, it builds for both browsers into that folder, as
 * the package `sessionscope` carries them.
 */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type InlineConfig } from "vite";

export const configFile = fileURLToPath(new URL("../../vite.config.ts", import.meta.url));

export type Target = "chrome" | "firefox";

/** The build failed. The message says where. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}

/**
 * @returns the folder of the built extension.
 * @throws BuildError
 */
export async function buildExtension(target: Target, more: InlineConfig["build"] = {}): Promise<string> {
  const outDir = more.outDir ?? fileURLToPath(new URL(`../../dist/${target}`, import.meta.url));
  try {
    await buildAs(target, { ...more, outDir });
  } catch (error) {
    throw new BuildError(`The extension could not be built for ${target}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return outDir;
}

/** @param mode of vite.config.ts: a browser, or `playground`. */
export async function buildAs(mode: Target | "playground", output: InlineConfig["build"]): Promise<void> {
  const { NODE_ENV } = process.env;
  // Whatever runs the build, also a test: the files are those of the stores. Vite would build JSX for debugging.
  process.env.NODE_ENV = "production";
  try {
    await build({ configFile, mode, logLevel: "silent", build: output });
  } finally {
    // A demo app that starts afterwards would inherit it.
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

/** Moves what is the same for both browsers into the folder `both` beside theirs: of 125 files about 110. */
function shareFiles(parent: string): void {
  const [chrome, firefox, both] = ["chrome", "firefox", "both"].map((name) => join(parent, name)) as [
    string,
    string,
    string,
  ];
  rmSync(both, { recursive: true, force: true });
  const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  for (const file of readdirSync(chrome, { recursive: true, encoding: "utf8" })) {
    const [one, other] = [join(chrome, file), join(firefox, file)];
    if (!isFile(one) || !isFile(other) || !readFileSync(one).equals(readFileSync(other))) continue;
    mkdirSync(dirname(join(both, file)), { recursive: true });
    renameSync(one, join(both, file));
    rmSync(other);
  }
}

if (import.meta.main) {
  const into = resolve(process.argv[2]!);
  for (const target of ["chrome", "firefox"] as const) await buildExtension(target, { outDir: join(into, target) });
  shareFiles(into);
}
