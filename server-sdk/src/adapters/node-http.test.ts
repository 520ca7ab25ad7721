import { createServer, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { describe, test } from "vitest";
import type { Store } from "../core/store.ts";
import { openStore } from "../open-store.ts";
import { type AdapterFactory, type Answer, adapterSuite, listen } from "../testing/adapter-suite.ts";
import { nodeSessions, pathOf } from "./node-http.ts";

function factory(store: string): AdapterFactory {
  return {
    name: "node:http",
    openStore: async () => (await openStore(store)) as Store,
    start: (sessions, app) =>
      listen(
        createServer(
          nodeSessions(
            sessions,
            async (request, response, session) => {
              const { method = "", url = "" } = request;
              const visit = { method, path: pathOf(url), session, node: { request, response } };
              const answer = await app.handle(visit);
              if (answer) send(response, answer);
            },
            (error, _, response) => send(response, app.handleError(error)),
          ),
        ),
      ),
  };
}

function send(response: ServerResponse, { status = 200, headers = {}, body = "" }: Answer): void {
  response.writeHead(status, headers);
  if (typeof body === "string") response.end(body);
  else if (body === null) response.end();
  else Readable.from(body).pipe(response);
}

describe.each(["memory:", "sqlite::memory:"])("node:http on %s", (store) => {
  for (const { name, skip, run } of adapterSuite(factory(store))) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});
