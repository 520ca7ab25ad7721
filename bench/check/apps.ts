/** The apps that the check measures, without a socket: a framework alone, with our sessions and with a peer's. */

import type { IncomingMessage } from "node:http";
import fastifyCookie from "@fastify/cookie";
import fastifySession from "@fastify/session";
import connectPgSimple from "connect-pg-simple";
import { RedisStore as ConnectRedis } from "connect-redis";
import express, { type RequestHandler } from "express";
import expressSession from "express-session";
import fastify, { type FastifyInstance } from "fastify";
import Koa, { type Context, type Middleware } from "koa";
import { createClient } from "redis";
import { createSessions, openStore } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { fastifySessions } from "sessionscope/fastify";
import { koaSessions } from "sessionscope/koa";
import { nodeSessions } from "sessionscope/node-http";
import { expressSessionOptions as peerOptions } from "../subjects/express.ts";
import { koaSessionInMemory } from "../subjects/koa.ts";
import { cookieSession } from "../subjects/peers.ts";
import { type Services, secret, weeks } from "../subjects/subject.ts";
import { type App, answer, type Handler } from "../without-socket.ts";

/** The same app three times. */
export interface Trio {
  readonly bare: App;
  ours(use: Handler): Promise<App>;
  theirs(use: Handler): Promise<App>;
}

/** A trio in memory or in a cookie needs none. */
export type CheckedServices = Partial<Pick<Services, "redis" | "postgres">>;

const newSessions = (store: string) => createSessions<Record<string, unknown>>({ store, secret });

/** What requests carry in every library. */
const sessionOf = (request: unknown) => (request as { session: Parameters<Handler>[0] }).session;

/** One app for each use, all of which share the sessions. */
const onNode =
  (middleware: RequestHandler) =>
  async (use: Handler): Promise<App> => {
    return (request, response) =>
      void middleware(request as never, response as never, () => {
        use(sessionOf(request));
        answer(response);
      });
  };

function node(sessions: Awaited<ReturnType<typeof newSessions>>, theirs: RequestHandler): Trio {
  return {
    bare: (_, response) => answer(response),
    ours: async (use) =>
      nodeSessions(sessions, (_, response, session) => {
        use(session);
        answer(response);
      }),
    theirs: onNode(theirs),
  };
}

function onExpress(middleware: RequestHandler): (use: Handler) => Promise<App> {
  return async (use) => {
    const app = express().disable("x-powered-by").use(middleware);
    app.use((request, response) => {
      use(sessionOf(request));
      answer(response);
    });
    return app as unknown as App;
  };
}

function onKoa(sessions: (app: Koa) => Middleware): (use: Handler) => Promise<App> {
  return async (use) => {
    const app = new Koa({ keys: [secret] });
    app.use(sessions(app));
    app.use((context: Context) => {
      use(sessionOf(context));
      context.body = "ok";
    });
    return app.callback() as App;
  };
}

async function onFastify(use: Handler, setUp: (app: FastifyInstance) => Promise<unknown>): Promise<App> {
  const app = fastify();
  await setUp(app);
  app.get("/", async (request) => {
    use(sessionOf(request));
    return "ok";
  });
  await app.ready();
  return (request: IncomingMessage, response) => app.routing(request, response);
}

async function inDatabase(url: string, store: expressSession.Store): Promise<Trio> {
  const own = await openStore(url);
  if (own.kind === "server") await own.migrate?.();
  return node(await createSessions({ store: own }), expressSession({ ...peerOptions, store }));
}

/** Names are as in the limits. */
export const trios: Readonly<Record<string, (services: CheckedServices) => Promise<Trio>>> = {
  "node:http, memory": async () => node(await newSessions("memory:"), expressSession(peerOptions)),
  "node:http, signed cookie": async () =>
    node(await newSessions("signed-cookie:"), cookieSession({ secret, maxAge: weeks })),
  "node:http, Redis": async ({ redis }) =>
    inDatabase(redis!, new ConnectRedis({ client: await createClient({ url: redis! }).connect() })),
  "node:http, PostgreSQL": ({ postgres }) =>
    inDatabase(postgres!, new (connectPgSimple(expressSession))({ conString: postgres!, createTableIfMissing: true })),
  "Express, memory": async () => {
    const nothing: RequestHandler = (request, _, next) => {
      request.session = {} as never;
      next();
    };
    return {
      bare: await onExpress(nothing)(() => {}),
      ours: onExpress(expressSessions(await newSessions("memory:"))),
      theirs: onExpress(expressSession(peerOptions)),
    };
  },
  "Fastify, memory": async () => {
    const sessions = await newSessions("memory:");
    const cookie = { secure: false, maxAge: weeks };
    return {
      bare: await onFastify(
        () => {},
        async () => {},
      ),
      ours: (use) => onFastify(use, async (app) => app.register(fastifySessions(sessions) as never)),
      theirs: (use) =>
        onFastify(use, async (app) => {
          await app.register(fastifyCookie);
          await app.register(fastifySession, { secret, rolling: false, saveUninitialized: false, cookie });
        }),
    };
  },
  "Koa, memory": async () => {
    const sessions = await newSessions("memory:");
    return {
      bare: await onKoa(() => (_, next) => next())(() => {}),
      ours: onKoa(() => koaSessions(sessions) as unknown as Middleware),
      theirs: onKoa((app) => koaSessionInMemory(app) as unknown as Middleware),
    };
  },
};
