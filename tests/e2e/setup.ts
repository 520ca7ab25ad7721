/** Runs once for all end-to-end tests: installs missing browsers, builds the extension into a temporary folder, and serves the playground. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { buildExtension } from "../../scripts/extension/build-extension.ts";
import { servePlayground } from "../../scripts/extension/serve-playground.ts";
import { provideBrowsers } from "../../scripts/test-setup/browsers.ts";
import type { BrowserName } from "./browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the built extension. */
    readonly extensions: Record<BrowserName, string>;
    /** Address of the playground's page. */
    readonly playground: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await provideBrowsers((line) => process.stderr.write(`${line}\n`));
  const folder = await mkdtemp(join(tmpdir(), "sessionscope-extension-"));
  const rolldownOptions = {
    input: [fileURLToPath(new URL("./probe.ts", import.meta.url))],
    output: {
      entryFileNames: ({ name }: { name: string }) => (name === "probe" ? "probe.js" : "assets/[name]-[hash].js"),
    },
  };
  project.provide("extensions", {
    chromium: await buildExtension("chrome", { outDir: join(folder, "chromium"), rolldownOptions }),
    firefox: await buildExtension("firefox", { outDir: join(folder, "firefox"), rolldownOptions }),
  });
  const playground = await servePlayground();
  project.provide("playground", playground.page);
  return async () => {
    await playground.close();
    await rm(folder, { recursive: true, force: true });
  };
}
