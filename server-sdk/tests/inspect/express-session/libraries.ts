/** The frameworks, the library and its stores, from the folder's own lock file: the repository does not depend on them. */

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installPackages } from "../installed-packages.ts";

const folder = import.meta.dirname;
const require = createRequire(join(folder, "package.json"));

/** Installs them, unless they are there as the lock file has them. */
export const installLibraries = (): void => installPackages(folder);

/** A package of the folder, without its types. */
// biome-ignore lint/suspicious/noExplicitAny: the packages are not there when types are checked
export const load = (name: string): any => require(name);
// biome-ignore lint/suspicious/noExplicitAny: as above
const loadModule = (name: string): Promise<any> => import(pathToFileURL(require.resolve(name)).href);

export interface Request extends IncomingMessage {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the library makes of it
  session: any;
  sessionID: string;
}
export type Handler = (request: Request, response: ServerResponse, next: (error?: unknown) => void) => unknown;

/** What an app mounts, in order; `path`: below it. */
export interface Mounted {
  readonly path?: string;
  readonly handler: Handler;
}

export const frameworks = ["express", "express-4", "connect", "nest"] as const;
export type Framework = (typeof frameworks)[number];

export async function listenerOf(framework: Framework, mounted: readonly Mounted[]): Promise<RequestListener> {
  const app = framework === "nest" ? await nestApp() : load(framework)();
  for (const { path, handler } of mounted) {
    if (path === undefined) app.use(handler);
    else app.use(path, handler);
  }
  if (framework !== "nest") return app;
  await app.init();
  return app.getHttpAdapter().getInstance();
}

async function nestApp() {
  await loadModule("reflect-metadata");
  const { NestFactory } = await loadModule("@nestjs/core");
  const { Module } = await loadModule("@nestjs/common");
  class AppModule {}
  Module({})(AppModule);
  return NestFactory.create(AppModule, { logger: false });
}
