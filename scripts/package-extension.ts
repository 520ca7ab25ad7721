/**
 * `npm run package`: what the extension stores take, in dist/: one archive per browser, checked, and the sources that
 * Mozilla's reviewers build them from.
 */

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import workspace from "../package.json" with { type: "json" };
import { buildExtension, type Target } from "./build-extension.ts";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("..", import.meta.url));
const webExt = `${repository}node_modules/web-ext/bin/web-ext.js`;

/** What Mozilla's linter says of a built extension: codes of errors and of warnings, with the place of each. */
export async function lintExtension(folder: string): Promise<{ errors: string[]; warnings: string[] }> {
  const args = [webExt, "lint", "--source-dir", folder, "--output", "json", "--no-config-discovery"];
  // It ends with 1 when there are errors, and says them all the same.
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

async function archive(target: Target): Promise<string> {
  const folder = await buildExtension(target);
  if (target === "firefox") {
    const { errors } = await lintExtension(folder);
    if (errors.length > 0) throw new Error(`Mozilla's linter refuses dist/firefox:\n${errors.join("\n")}`);
  }
  const name = `sessionscope-${target}-${workspace.version}.zip`;
  const places = ["--source-dir", folder, "--artifacts-dir", `${repository}dist`];
  await run(process.execPath, [webExt, "build", ...places, "--overwrite-dest", "--filename", name]);
  return `dist/${name}`;
}

async function archiveSources(): Promise<string> {
  const name = `dist/sessionscope-source-${workspace.version}.zip`;
  await run("git", ["archive", "--format=zip", "--output", name, "HEAD"], { cwd: repository });
  return name;
}

if (import.meta.main) {
  for (const made of [archive("chrome"), archive("firefox"), archiveSources()]) {
    process.stdout.write(`${await made}\n`);
  }
}
