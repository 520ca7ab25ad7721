/** Apps in Next.js as scenes: the packed package is installed in a project of their own, and `next dev` serves it. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { buildPackage } from "../../server-sdk/tests/built-package.ts";
import { installProject } from "../../server-sdk/tests/bundlers/bundled-project.ts";
import { serveNext } from "../../server-sdk/tests/bundlers/next-program.ts";
import { writeApp } from "../../server-sdk/tests/inspect/next/next-app.ts";
import type { SceneApp } from "./scene.ts";

/** The server ends with the test; the project is removed with the scene. */
export async function openNext(name: Parameters<typeof writeApp>[1], token: string): Promise<SceneApp> {
  const built = buildPackage();
  const project = installProject(built, "../inspect/next");
  rmSync(built.folder, { recursive: true, force: true });
  writeApp(project, name);
  // NextAuth 4 takes every other host for http://localhost:3000.
  const environment = { SESSIONSCOPE_TOKEN: token, NODE_ENV: "development", AUTH_TRUST_HOST: "true" } as const;
  const served = await serveNext(project, "dev", environment);
  // The host for which `next dev` gives out its scripts without a setting.
  const origin = served.origin.replace("127.0.0.1", "localhost");
  // Next loads the app's instrumentation.js with the first page.
  await expect.poll(async () => (await fetch(origin)).headers.get("sessionscope"), { timeout: 60_000 }).not.toBeNull();
  return {
    url: `${origin}/`,
    tokens: { [origin]: { server: null, token } },
    async [Symbol.asyncDispose]() {
      rmSync(join(project, ".."), { recursive: true, force: true });
    },
  };
}
