/** The subjects: small servers that do the same three things with a session, each with another library. */

import { createServer, type RequestListener, type Server } from "node:http";
import fastifyCookie from "@fastify/cookie";
import fastifySession from "@fastify/session";
import connectPgSimple from "connect-pg-simple";
import { RedisStore as ConnectRedis } from "connect-redis";
import express, { type Express, type Request, type RequestHandler } from "express";
import expressSession from "express-session";
import fastify, { type FastifyInstance } from "fastify";
import { createClient } from "redis";
import { createSessions, openStore, type Sessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { fastifySessions } from "sessionscope/fastify";
import { type BareClient, barePostgres, bareRedis } from "./bare-clients.ts";
import { dataOf, type Size } from "./data.ts";

export interface Services {
  readonly redis: string;
  readonly postgres: string;
}

export interface Subject {
  readonly framework: "Express" | "Fastify";
  readonly library:
    | "none"
    | "sessionscope"
    | "sessionscope, debug on"
    | "express-session"
    | "express-session, inspected"
    | "@fastify/session"
    | "the client by hand";
  readonly store: "-" | "memory" | "Redis" | "PostgreSQL";
  start(services: Services): Promise<Server>;
}

/** `GET /seed/<size>` makes a session. `/untouched`, `/read` and `/change` are measured. */
export const subjects: readonly Subject[] = [
  { framework: "Express", library: "none", store: "-", start: () => onExpress(throwAwayDictionary) },

  { framework: "Express", library: "sessionscope", store: "memory", start: () => ours("memory:") },
  { framework: "Express", library: "express-session", store: "memory", start: () => theirs(undefined) },

  {
    framework: "Express",
    library: "the client by hand",
    store: "Redis",
    start: async ({ redis }) => byHand(await bareRedis(redis)),
  },
  { framework: "Express", library: "sessionscope", store: "Redis", start: ({ redis }) => ours(redis) },
  {
    framework: "Express",
    library: "express-session",
    store: "Redis",
    start: async ({ redis }) => theirs(new ConnectRedis({ client: await createClient({ url: redis }).connect() })),
  },

  {
    framework: "Express",
    library: "the client by hand",
    store: "PostgreSQL",
    start: async ({ postgres }) => byHand(await barePostgres(postgres)),
  },
  { framework: "Express", library: "sessionscope", store: "PostgreSQL", start: ({ postgres }) => ours(postgres) },
  {
    framework: "Express",
    library: "express-session",
    store: "PostgreSQL",
    start: ({ postgres }) =>
      theirs(new (connectPgSimple(expressSession))({ conString: postgres, createTableIfMissing: true })),
  },

  { framework: "Fastify", library: "none", store: "-", start: () => onFastify(decorateWithDictionary) },
  {
    framework: "Fastify",
    library: "sessionscope",
    store: "memory",
    start: async () => {
      const plugin = fastifySessions(await openSessions("memory:"));
      return onFastify(async (app) => void (await app.register(plugin as never)));
    },
  },
  {
    framework: "Fastify",
    library: "@fastify/session",
    store: "memory",
    start: () =>
      onFastify(async (app) => {
        await app.register(fastifyCookie);
        const cookie = { secure: false, maxAge: weeks };
        await app.register(fastifySession, { secret, rolling: false, saveUninitialized: false, cookie });
      }),
  },
];

const secret = "a secret of at least thirty-two characters";
/** Milliseconds. */
const weeks = 1_209_600_000;

export const expressSessionOptions = { secret, resave: false, saveUninitialized: false, cookie: { maxAge: weeks } };

interface Dictionary {
  [key: string]: unknown;
}

async function openSessions(url: string): Promise<Sessions> {
  const store = await openStore(url);
  if (store.kind === "server") await store.migrate?.();
  return createSessions({ store });
}

async function ours(url: string): Promise<Server> {
  return onExpress(expressSessions(await openSessions(url)));
}

async function theirs(store: expressSession.Store | undefined): Promise<Server> {
  return onExpress(expressSession({ ...expressSessionOptions, store }));
}

const throwAwayDictionary: RequestHandler = (request, _, next) => {
  request.session = dataOf("small") as never;
  next();
};

async function decorateWithDictionary(app: FastifyInstance): Promise<void> {
  app.decorateRequest("session");
  app.addHook("onRequest", async (request) => {
    (request as unknown as { session: Dictionary }).session = dataOf("small");
  });
}

const newExpress = (): Express => express().disable("x-powered-by").disable("etag");

export function onExpress(sessions: RequestHandler): Promise<Server> {
  const app = newExpress().use(sessions);
  const session = (request: Request) => request.session as unknown as Dictionary;
  app.get("/seed/:size", (request, response) => {
    Object.assign(session(request), dataOf(request.params.size as Size));
    response.send("ok");
  });
  app.get("/untouched", (_, response) => void response.send("ok"));
  app.get("/read", (request, response) => void response.send(`${session(request).n}`));
  app.get("/change", (request, response) => {
    session(request).n = Number(session(request).n) + 1;
    response.send("ok");
  });
  app.get("/change/:key", (request, response) => {
    const { key } = request.params;
    session(request)[key] = Number(session(request)[key] ?? 0) + 1;
    response.send("ok");
  });
  return Promise.resolve(createServer(app as RequestListener));
}

function byHand(client: BareClient): Server {
  const app = newExpress();
  // The same headers as ours.
  const cookie = (id: string) => {
    const expires = new Date(Date.now() + weeks).toUTCString();
    return `id=${id}; Max-Age=${weeks / 1000}; Path=/; Expires=${expires}; HttpOnly; SameSite=Lax`;
  };
  const id = (request: Request) => /\bid=([^;]+)/.exec(request.headers.cookie ?? "")![1]!;
  app.get("/seed/:size", async (request, response) => {
    response.setHeader("Set-Cookie", cookie(await client.create(dataOf(request.params.size as Size)))).send("ok");
  });
  app.get("/untouched", (_, response) => void response.send("ok"));
  app.get("/read", async (request, response) => {
    const n = await client.read(id(request));
    response.setHeader("Vary", "Cookie").send(`${n}`);
  });
  app.get("/change", async (request, response) => {
    await client.change(id(request));
    // The cookie ends when the session does.
    response
      .setHeader("Set-Cookie", cookie(id(request)))
      .setHeader("Vary", "Cookie")
      .send("ok");
  });
  return createServer(app as RequestListener);
}

async function onFastify(setUp: (app: FastifyInstance) => Promise<void>): Promise<Server> {
  const app = fastify();
  await setUp(app);
  const session = (request: unknown) => (request as { session: Dictionary }).session;
  app.get<{ Params: { size: Size } }>("/seed/:size", async (request) => {
    Object.assign(session(request), dataOf(request.params.size));
    return "ok";
  });
  app.get("/untouched", async () => "ok");
  app.get("/read", async (request) => `${session(request).n}`);
  app.get("/change", async (request) => {
    session(request).n = Number(session(request).n) + 1;
    return "ok";
  });
  await app.ready();
  return app.server;
}
