/** The real session libraries in front of each adapter: refused by name, before either can harm the other. */

import { createServer, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import express, { type RequestHandler } from "express";
import fastify, { type FastifyPluginCallback } from "fastify";
import Koa, { type Middleware } from "koa";
import { expect, onTestFinished, test } from "vitest";
import { createSessions } from "../../index.ts";
import { listen } from "../../testing/adapter-suite/listen.ts";
import { expressSessions } from "../express.ts";
import { fastifySessions } from "../fastify.ts";
import { koaSessions } from "../koa.ts";
import { nodeSessions } from "../node-http.ts";

// Not imported: their types give each framework's request another session than ours.
const require = createRequire(import.meta.url);
const secret = "a secret of at least thirty-two characters";
const expressSession = (): RequestHandler =>
  require("express-session")({ secret, resave: false, saveUninitialized: true });
const cookieSession = (): RequestHandler => require("cookie-session")({ secret });
const koaSession = (app: Koa): Middleware => require("koa-session").default({ signed: false }, app);
const fastifySession: FastifyPluginCallback = require("@fastify/session");
const fastifyCookie: FastifyPluginCallback = require("@fastify/cookie");

/** The answer, and everything in its cookies that can be read. */
async function ask(listener: RequestListener) {
  const server = await listen(createServer(listener));
  onTestFinished(() => server.close());
  const reply = await fetch(server.origin);
  const cookies = reply.headers.getSetCookie().map((line) => Buffer.from(line.split(/[=;]/)[1]!, "base64").toString());
  return { status: reply.status, body: await reply.text(), cookies };
}

const twice = (ours: string, other: string) => `Sessions are in use twice for one request: by ${ours} and by ${other}`;

test.each([
  ["express-session", expressSession],
  ["cookie-session", cookieSession],
])("%s in front of Express", async (name, inFront) => {
  const app = express();
  app.use(inFront());
  app.use(expressSessions(createSessions({ store: "memory:" })));
  app.get("/", (request, response) => {
    request.session.set("secret", "only for the server");
    response.send("page");
  });
  const { status, body, cookies } = await ask(app);
  expect([status, body]).toEqual([500, expect.stringContaining(twice("expressSessions", name))]);
  expect(cookies.join()).not.toContain("only for the server");
});

test.each([
  ["express-session", expressSession],
  ["cookie-session", cookieSession],
])("%s in front of node:http", async (name, inFront) => {
  const ours = nodeSessions(createSessions({ store: "memory:" }), (_request, response) => response.end("page"), fail);
  function fail(error: unknown, _request: unknown, response: { end(text: string): void }): void {
    response.end(String(error));
  }
  const app = express();
  app.use(inFront());
  app.use((request, response) => ours(request, response));
  expect((await ask(app)).body).toContain(twice("nodeSessions", name));
});

test.each(["before", "after"])("koa-session, mounted %s ours", async (where) => {
  const app = new Koa();
  app.silent = true;
  app.use(async (context, next) => {
    await next().catch((error: unknown) => {
      context.body = String(error);
    });
  });
  const ours = () => app.use(koaSessions(createSessions({ store: "memory:" })) as Middleware);
  if (where === "after") ours();
  app.use(koaSession(app));
  if (where === "before") ours();
  expect((await ask(app.callback())).body).toContain(twice("koaSessions", "koa-session"));
});

test("@fastify/session in front of Fastify, and fastifySessions twice, fail when the app starts", async () => {
  const app = fastify();
  app.register(fastifyCookie);
  app.register(fastifySession, { secret } as object);
  app.register(fastifySessions(createSessions({ store: "memory:" })));
  await expect(app.ready()).rejects.toThrow(twice("fastifySessions", "@fastify/session"));

  const twiceOurs = fastify();
  const sessions = await createSessions({ store: "memory:" });
  twiceOurs.register(fastifySessions(sessions));
  twiceOurs.register(fastifySessions(sessions));
  await expect(twiceOurs.ready()).rejects.toThrow(twice("fastifySessions", "something else"));
});

test("one adapter of ours inside another, for one request", async () => {
  const sessions = await createSessions({ store: "memory:" });
  const app = express();
  app.use(expressSessions(sessions));
  const nested = nodeSessions(sessions, (request, response) => app(request, response));
  expect((await ask(nested)).body).toContain(twice("expressSessions", "an adapter of sessionscope"));
});
