/** Lines that are given another library, or a version with other insides: the panel hears why it sees nothing, and the app goes on. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import type { DebugOptions } from "../core/settings.ts";
import { listen } from "../testing/adapter-suite/listen.ts";
import { Trial } from "../testing/bridge-suite/trial.ts";
import { inspect as inspectAuth } from "./auth-js.ts";
import { inspect as inspectH3 } from "./h3.ts";
import { inspect as inspectHono } from "./hono-sessions.ts";
import { inspect as inspectIron } from "./iron-session.ts";
import { inspect as inspectNextAuth } from "./next-auth.ts";
import { inspect as inspectStorage } from "./react-router.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
type Connect = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

const page: Handler = (_request, response) => void response.end("the page");
const behind =
  (middleware: Connect): Handler =>
  (request, response) =>
    middleware(request, response, (error) => (error ? response.destroy() : page(request, response)));

const secret = { secret: "a secret" };
const iron = { cookieName: "session", password: "a password of at least 32 characters" };

/** An app with the line that is given the wrong thing. */
const lines: readonly [library: string, given: string, app: (debug: DebugOptions) => Handler][] = [
  ["iron-session", "a function that makes no session", (debug) => behind(inspectIron(async () => ({}), iron, debug))],
  ["iron-session", "no function", (debug) => behind(inspectIron({} as never, iron, debug))],
  [
    "Auth.js",
    "a function that sets no cookie",
    (debug) => behind(inspectAuth(async () => Response.json({}), {}, debug)),
  ],
  ["Auth.js", "a function without an answer", (debug) => behind(inspectAuth((async () => {}) as never, {}, debug))],
  ["NextAuth", "a function without handlers", (debug) => behind(inspectNextAuth(() => ({}), secret, debug))],
  ["NextAuth", "a handler that sets no cookie", (debug) => behind(inspectNextAuth(() => () => {}, secret, debug))],
  ["h3", "a module without sessions", h3App],
  ["hono-sessions", "another middleware", honoApp],
  ["React Router", "a storage that answers no lines", storageApp],
];

describe.each(lines)("%s, given %s", (library, _given, app) => {
  test("the panel is told, and the app answers as before", async () => {
    const trial = new Trial({
      name: library,
      kind: "client",
      lacks: {},
      start: async (_app, debug) => listen(createServer(app(debug!))),
    });
    try {
      const ada = await trial.guest();
      const answers = [await ada.get("/static"), await ada.get("/static")];
      expect(answers.map(({ status, body }) => [status, body])).toEqual([1, 2].map(() => [200, "the page"]));
      await expect(ada.hello()).rejects.toThrow(
        library === "React Router" ? "keeps its sessions elsewhere" : `Is it ${library}`,
      );
      expect((await ada.get("/static")).body).toBe("the page");
    } finally {
      await trial.end();
    }
  });
});

/** As far as an app calls it; what a session takes is missing. */
function h3App(debug: DebugOptions): Handler {
  const h3 = {
    defineEventHandler: (handler: (event: object) => unknown) => handler,
    fromNodeMiddleware:
      (middleware: Connect) =>
      ({ node: { req, res } }: { node: { req: IncomingMessage; res: ServerResponse } }) =>
        new Promise((next) => middleware(req, res, next)),
  };
  const line = inspectH3(h3 as never, { password: iron.password }, debug) as unknown as (
    event: object,
  ) => Promise<unknown>;
  return async (request, response) => {
    await line({ node: { req: request, res: response } });
    if (!response.writableEnded) page(request, response);
  };
}

function honoApp(debug: DebugOptions): Handler {
  const app = new Hono();
  app.use(inspectHono(() => async (_c: unknown, next: () => Promise<void>) => next(), { store: {} }, debug) as never);
  app.all("*", (c) => c.body("the page"));
  return getRequestListener(app.fetch) as Handler;
}

function storageApp(debug: DebugOptions): Handler {
  const session = { id: "", data: {}, has: () => false, get() {}, set() {}, unset() {}, flash() {} };
  const storage = inspectStorage(
    { getSession: async () => session, commitSession: async () => "", destroySession: async () => "" },
    debug,
  );
  return async (request, response) => {
    await storage.getSession();
    page(request, response);
  };
}
