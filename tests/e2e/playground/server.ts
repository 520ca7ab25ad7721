/** Serves the playground from source, and opens it in a plain Chromium. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer, { type Browser } from "puppeteer-core";
import { createServer } from "vite";
import { findChromium } from "../../../scripts/test-setup/browsers.ts";
import { setupPatience } from "../patience.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

export interface PlaygroundServer {
  /** Address of a scenario: `#away`; query: `theme=dark&browser=firefox`. */
  address(scenario: string, query?: string): string;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function servePlayground(): Promise<PlaygroundServer> {
  const cache = await mkdtemp(join(tmpdir(), "sessionscope-playground-"));
  const server = await createServer({
    configFile: join(repository, "vite.config.ts"),
    logLevel: "error",
    cacheDir: cache,
    server: { host: "127.0.0.1", port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const browser = await puppeteer.launch({
    executablePath: findChromium(),
    timeout: setupPatience,
    args: ["--no-sandbox", "--font-render-hinting=none", "--force-color-profile=srgb"],
  });
  return {
    address: (scenario, query = "") => `${server.resolvedUrls!.local[0]}playground/index.html?${query}#${scenario}`,
    browser,
    async close() {
      await browser.close();
      await server.close();
      await rm(cache, { recursive: true, force: true });
    },
  };
}
