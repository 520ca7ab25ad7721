/**
 * Vitest's global set-up for tests that need databases. A test asks for one by `sharedService`. The first request starts it,
 * so a run of one file starts only what that file uses.
 */

import { once } from "node:events";
import { createServer } from "node:http";
import { serviceKinds } from "./service-kinds.ts";
import { installServices, type Service, type ServiceKind, startService } from "./services.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where `sharedService` asks. */
    services: string;
  }
}

interface Project {
  provide(key: "services", url: string): void;
}

/** Answers `GET /<kind>` with the URL of the one server of that kind. */
export async function setup(project: Project): Promise<() => Promise<void>> {
  await installServices();
  const started = new Map<ServiceKind, Promise<Service>>();
  const server = createServer(async (request, response) => {
    const kind = (request.url ?? "").slice(1);
    if (!isServiceKind(kind)) {
      response.writeHead(404).end(`There is no service ${kind}.`);
      return;
    }
    const service = started.get(kind) ?? startService(kind);
    started.set(kind, service);
    try {
      response.end((await service).url);
    } catch (error) {
      response.writeHead(500).end((error as Error).message);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  project.provide("services", `http://127.0.0.1:${address.port}/`);
  return async () => {
    server.close();
    server.closeAllConnections();
    const services = await Promise.allSettled(started.values());
    await Promise.all(services.map((one) => (one.status === "fulfilled" ? one.value[Symbol.asyncDispose]() : null)));
  };
}

function isServiceKind(kind: string): kind is ServiceKind {
  return Object.hasOwn(serviceKinds, kind);
}
