/**
 * Builds the extension for one browser. Run as a program with a folder, it builds for both browsers into that folder, as
 * the package `sessionscope` carries them.
 */

import { join, resolve } from "node:path";
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
  try {
    await build({ configFile, mode, logLevel: "silent", build: output });
  } finally {
    // Vite sets it to "production" and leaves it so; a demo app that starts afterwards would inherit it.
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

if (import.meta.main) {
  const into = resolve(process.argv[2]!);
  for (const target of ["chrome", "firefox"] as const) await buildExtension(target, { outDir: join(into, target) });
}
