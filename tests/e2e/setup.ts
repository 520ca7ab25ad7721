/** Once for all end-to-end tests: the browsers are there, and the extension is built, aside from dist/. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { TestProject } from "vitest/node";
import { provideBrowsers } from "../../scripts/browsers.ts";
import type { BrowserName } from "./browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the built extension. */
    readonly extensions: Record<BrowserName, string>;
  }
}

const repository = fileURLToPath(new URL("../..", import.meta.url));

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await provideBrowsers(["chromium", "firefox"], (line) => process.stderr.write(`${line}\n`));
  const folder = await mkdtemp(join(tmpdir(), "sessionscope-extension-"));
  const extensions = { chromium: join(folder, "chromium"), firefox: join(folder, "firefox") };
  await buildExtension("chrome", extensions.chromium);
  await buildExtension("firefox", extensions.firefox);
  project.provide("extensions", extensions);
  return () => rm(folder, { recursive: true, force: true });
}

async function buildExtension(mode: "chrome" | "firefox", outDir: string): Promise<void> {
  await build({
    configFile: join(repository, "vite.config.ts"),
    mode,
    logLevel: "error",
    build: {
      outDir,
      rolldownOptions: {
        input: [join(repository, "tests/e2e/probe.ts")],
        output: { entryFileNames: ({ name }) => (name === "probe" ? "probe.js" : "assets/[name]-[hash].js") },
      },
    },
  });
}
