/** The suite of bridges, on the real library: each framework with another store. */

import { createServer, type ServerResponse } from "node:http";
import { test } from "vitest";
import { inspect } from "../../../src/inspect/express-session.ts";
import { defaultPath } from "../../../src/protocol.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import type { Answer } from "../../../src/testing/adapter-suite/trial.ts";
import {
  type AppSession,
  type BridgeSubject,
  bridgeSuite,
  type VisitedApp,
} from "../../../src/testing/bridge-suite.ts";
import { type Framework, type Handler, listenerOf, type Request } from "./libraries.ts";
import { type OpenedStore, stores } from "./open-stores.ts";
import { onError, sessionMiddleware } from "./trial.ts";

const subjects: readonly (readonly [Framework, string, object])[] = [
  ["express", "MemoryStore", { resave: true, saveUninitialized: false }],
  ["express-4", "RedisStore", { rolling: true }],
  ["connect", "FileStore", { proxy: true }],
  ["nest", "PGStore", { cookie: { maxAge: 60_000, sameSite: true, path: "/" } }],
];

function subjectOf(framework: Framework, storeName: string, options: object): BridgeSubject {
  let opened: OpenedStore;
  let fails = false;
  return {
    name: `express-session (${storeName}) on ${framework}`,
    lacks: {
      "any-key": "the library drops keys that its session objects have as members",
      ...(!["MemoryStore", "RedisStore"].includes(storeName) && { list: "the store cannot list" }),
    },
    async start(app, debug, lines = 1) {
      opened = await stores[storeName]!();
      const { store } = opened;
      const { get } = store;
      store.get = (sid, done) =>
        fails ? setImmediate(done, new Error("The store is switched off.")) : get.call(store, sid, done);
      const middleware = sessionMiddleware({ store, ...options });
      let handler = middleware;
      if (debug) for (let line = 0; line < lines; line++) handler = inspect(handler, { path: defaultPath, ...debug });
      const mounted = [handler, pagesOf(app), onError as unknown as Handler];
      return listen(
        createServer(
          await listenerOf(
            framework,
            mounted.map((one) => ({ handler: one })),
          ),
        ),
      );
    },
    rawRecords: async () => [...(await opened.records())].sort(),
    async whileStoreFails(work) {
      fails = true;
      await work().finally(() => {
        fails = false;
      });
    },
  };
}

/** The app of the suite as a handler of the framework. */
const pagesOf =
  (app: VisitedApp): Handler =>
  async (request, response, next) => {
    try {
      const { method = "GET", url: target = "/" } = request;
      await send(response, await app({ method, target, session: sessionOf(request) }));
    } catch (error) {
      next(error);
    }
  };

async function send(response: ServerResponse, { status = 200, headers = {}, body = "" }: Answer): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (typeof body === "string" || body === null) return void response.end(body ?? "");
  for await (const chunk of body) response.write(chunk);
  response.end();
}

function sessionOf(request: Request): AppSession {
  const done = (act: (done: (error?: unknown) => void) => void) =>
    new Promise<void>((resolve, reject) => act((error) => (error ? reject(error) : resolve())));
  return {
    all: () => {
      const { cookie: _, __lastAccess: __, ...values } = request.session ?? {};
      return values;
    },
    set: (key, value) => {
      request.session[key] = value;
    },
    delete: (key) => {
      delete request.session[key];
    },
    renew: () => done((end) => request.session.regenerate(end)),
    end: () => done((end) => request.session.destroy(end)),
  };
}

export function suiteTests(): void {
  for (const [framework, store, options] of subjects) {
    for (const { name, skip, run } of bridgeSuite(subjectOf(framework, store, options))) {
      test(`${framework}, ${store}: ${name}`, (context) => (skip ? context.skip(skip) : run()));
    }
  }
}
