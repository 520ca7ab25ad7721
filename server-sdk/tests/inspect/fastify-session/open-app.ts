/** The app of the bridge suite on Fastify. */

import type { Answer, Server } from "../../../src/testing/adapter-suite/trial.ts";
import type { AppSession, VisitedApp } from "../../../src/testing/bridge-suite/subject.ts";
import { importFrom } from "../installed-packages.ts";

const folder = import.meta.dirname;

/** A package of the folder, without its types. */
// biome-ignore lint/suspicious/noExplicitAny: the packages are not there when types are checked
export const load = async (name: string): Promise<any> => (await importFrom(folder, name)).default;

// biome-ignore lint/suspicious/noExplicitAny: as above
export type App = any;

/** Fastify with a parser for the forms that the suite sends. */
export async function newApp(options: object = {}): Promise<App> {
  const app = (await load("fastify"))(options);
  app.addContentTypeParser("application/x-www-form-urlencoded", (_request: unknown, body: App, done: App) => {
    body.resume();
    body.on("end", () => done(null));
  });
  return app;
}

/** `sessionOf`: of a request. */
export function addPages(app: App, visited: VisitedApp, sessionOf: (request: App) => AppSession): void {
  app.route({
    method: ["GET", "POST", "HEAD"],
    url: "/*",
    handler: async (request: App, reply: App) => {
      const { method, url: target } = request;
      return send(reply, await visited({ method, target, session: sessionOf(request) }));
    },
  });
}

async function send(reply: App, { status = 200, headers = {}, body = "" }: Answer): Promise<unknown> {
  reply.code(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  if (typeof body === "string" || body === null) return reply.send(body ?? undefined);
  const { Readable } = await import("node:stream");
  return reply.send(Readable.from(body));
}

export async function serve(app: App): Promise<Server> {
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    origin,
    close: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
