/** Serves the playground's build to tests and benchmarks: a page of it loads in a fraction of the time that its sources take. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preview } from "vite";
import { buildAs, configFile } from "./build-extension.ts";

export interface ServedPlayground {
  /** Address of the page, to which a query and the name of a scenario are added: `?theme=dark#away`. */
  readonly page: string;
  close(): Promise<void>;
}

export async function servePlayground(): Promise<ServedPlayground> {
  const outDir = await mkdtemp(join(tmpdir(), "sessionscope-playground-"));
  await buildAs("playground", { outDir });
  const server = await preview({
    configFile,
    mode: "playground",
    logLevel: "error",
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0 },
  });
  return {
    page: `${server.resolvedUrls!.local[0]}playground/index.html`,
    async close() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
