/** Apps on @adonisjs/session for the tests: AdonisJS as its own factory starts it, in this process. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { DebugOptions } from "../../../src/core/settings.ts";
import type { Library } from "../../../src/inspect/adonisjs/library.ts";
import { providerOf } from "../../../src/inspect/adonisjs/provider.ts";
import type { Server } from "../../../src/testing/adapter-suite/trial.ts";
import type { AppSession, VisitedApp } from "../../../src/testing/bridge-suite/subject.ts";
import { importFrom } from "../installed-packages.ts";

const folder = import.meta.dirname;
export const load = (name: string) => importFrom(folder, name);

/** The session of a request, as apps use it. */
export interface UsedSession {
  all(): Record<string, unknown>;
  get(key: string): unknown;
  put(key: string, value: unknown): void;
  forget(key: string): void;
  flash(key: string, value: unknown): void;
  regenerate(): void;
  clear(): void;
  readonly flashMessages: { all(): Record<string, unknown> };
}

interface Context {
  readonly request: { method(): string; url(query: boolean): string };
  readonly response: {
    status(code: number): void;
    append(name: string, value: string): void;
    send(body: unknown): void;
    stream(body: Readable): void;
  };
  readonly session: UsedSession;
}

export interface AppOptions {
  /** For `defineConfig` of @adonisjs/session. */
  readonly session: object;
  /** Further providers and their settings. */
  readonly providers?: readonly unknown[];
  readonly config?: object;
  /** In the place of what `defineConfig` answers, when the providers are registered. */
  readonly settings?: object;
  /** The app's own pages, in place of the suite's. */
  readonly pages?: (context: Context) => unknown;
}

export async function startAdonis(
  visited: VisitedApp | null,
  debug: DebugOptions | null,
  { session, settings, providers = [], config = {}, pages }: AppOptions,
  lines = 1,
): Promise<Server> {
  const { IgnitorFactory } = await load("@adonisjs/core/factories");
  const { defineConfig } = await load("@adonisjs/session");
  const line = () => providerOf(debug!, () => load("@adonisjs/session") as Promise<Library>);
  const inspected = debug ? Array.from({ length: lines }, line) : [];
  const ignitor = new IgnitorFactory()
    .withCoreProviders()
    .withCoreConfig()
    .merge({
      config: { session: settings ?? defineConfig(session), ...config },
      rcFileContents: {
        providers: [...providers, () => load("@adonisjs/session/session_provider"), ...inspected],
      },
    })
    // It writes types of its routes below this.
    .create(pathToFileURL(`${folder}/node_modules/.app/`));
  const app = ignitor.createApp("web");
  await app.init();
  await app.boot();
  const server = await app.container.make("server");
  const router = await app.container.make("router");
  router.use([() => load("@adonisjs/session/session_middleware")]);
  router.any("*", (context: Context) => (pages ? pages(context) : answerVisit(visited!, context)));
  await app.start(() => {});
  await server.boot();
  const node = createServer(server.handle.bind(server));
  server.setNodeServer(node);
  node.listen(0, "127.0.0.1");
  await once(node, "listening");
  return {
    origin: `http://127.0.0.1:${(node.address() as AddressInfo).port}`,
    async close() {
      node.closeAllConnections();
      await new Promise((resolve) => node.close(resolve));
      await app.terminate();
    },
  };
}

export async function answerVisit(app: VisitedApp, { request, response, session }: Context): Promise<void> {
  const visit = { method: request.method(), target: request.url(true), session: asSuite(session) };
  const { status = 200, headers = {}, body = null } = await app(visit);
  response.status(status);
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value].flat()) response.append(name, one);
  }
  if (body === null || typeof body === "string") response.send(body);
  else response.stream(Readable.from(body));
}

const asSuite = (session: UsedSession): AppSession => ({
  all: () => session.all(),
  set: (key, value) => session.put(key, value),
  delete: (key) => session.forget(key),
  renew: async () => session.regenerate(),
  end: () => session.clear(),
});
