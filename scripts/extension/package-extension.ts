/**
 * `npm run package`: makes what the extension stores take, in dist/: one archive per browser, and the sources from which
 * Mozilla's reviewers build it. Mozilla's linter checks the build for Firefox.
 */

import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { strToU8 } from "fflate";
import sdk from "../../server-sdk/package.json" with { type: "json" };
import { buildExtension, type Target } from "./build-extension.ts";
import { zipFolder } from "./zip-folder.ts";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../..", import.meta.url));
const webExt = `${repository}node_modules/web-ext/bin/web-ext.js`;

/** Runs Mozilla's linter on a built extension. @returns the codes of its errors and warnings, each with its file. */
export async function lintExtension(folder: string): Promise<{ errors: string[]; warnings: string[] }> {
  const args = [webExt, "lint", "--source-dir", folder, "--output", "json", "--no-config-discovery"];
  // With errors it exits with 1, and still prints its report.
  const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { stdout?: string }) => {
      if (error.stdout) return { stdout: error.stdout };
      throw error;
    },
  );
  const report = JSON.parse(stdout) as Record<"errors" | "warnings", { code: string; file?: string }[]>;
  const said = (all: { code: string; file?: string }[]) => all.map(({ code, file }) => `${code} ${file ?? ""}`.trim());
  return { errors: said(report.errors), warnings: said(report.warnings) };
}

/**
 * Builds for both browsers and archives the builds and the committed sources.
 * @param into where the builds and archives go; made when it is not there.
 * @returns the archives' paths. Two runs on the same commit and the same tools give the same bytes.
 */
export async function packageExtension(into: string): Promise<string[]> {
  await mkdir(into, { recursive: true });
  return [await archive("chrome", into), await archive("firefox", into), await archiveSources(into)];
}

async function archive(target: Target, into: string): Promise<string> {
  const folder = await buildExtension(target, { outDir: join(into, target) });
  if (target === "firefox") {
    const { errors, warnings } = await lintExtension(folder);
    const found = [...errors, ...warnings];
    if (found.length > 0) throw new Error(`Mozilla's linter finds fault with ${folder}:\n${found.join("\n")}`);
  }
  const file = join(into, `sessionscope-${target}-${sdk.version}.zip`);
  const instead: Record<string, Uint8Array> = {};
  if (target === "chrome") instead["manifest.json"] = await manifestForStore(folder);
  await writeFile(file, await zipFolder(folder, instead));
  return file;
}

/** The manifest without the key that fixes the id of an unpacked extension: Chrome's store refuses it, and has its own. */
async function manifestForStore(folder: string): Promise<Uint8Array> {
  const { key: _ofUnpacked, ...manifest } = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  return strToU8(`${JSON.stringify(manifest, null, 2)}\n`);
}

async function archiveSources(into: string): Promise<string> {
  const file = join(into, `sessionscope-source-${sdk.version}.zip`);
  // A zip holds times without their zone.
  const env = { ...process.env, TZ: "UTC" };
  await run("git", ["archive", "--format=zip", "--output", file, "HEAD"], { cwd: repository, env });
  return file;
}

if (import.meta.main) {
  for (const made of await packageExtension(join(repository, "dist"))) {
    process.stdout.write(`${relative(repository, made)}\n`);
  }
}
