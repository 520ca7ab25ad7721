/** What is measured: each subject is a small server that does the same three things with a session, by its own library. */

import { createServer, type RequestListener, type Server } from "node:http";
import fastifyCookie from "@fastify/cookie";
import fastifySession from "@fastify/session";
import connectPgSimple from "connect-pg-simple";
import { RedisStore as ConnectRedis } from "connect-redis";
import express, { type Express, type RequestHandler } from "express";
import expressSession from "express-session";
import fastify, { type FastifyInstance } from "fastify";
import pg from "pg";
import { createClient } from "redis";
import { createSessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { fastifySessions } from "sessionscope/fastify";

export interface Services {
  readonly redis: string;
  readonly postgres: string;
}

export interface Subject {
  readonly framework: "Express" | "Fastify";
  readonly library: "none" | "sessionscope" | "express-session" | "@fastify/session" | "the bare client";
  readonly store: "-" | "memory" | "Redis" | "PostgreSQL";
  start(services: Services): Promise<Server>;
}

const secret = "a secret of at least thirty-two characters";
const weeks = 1_209_600_000;

export const largeValue = Array.from({ length: 640 }, (_, id) => ({
  id,
  name: `product number ${id}`,
  price: id * 1.5,
  tags: ["a", "b"],
}));
export const smallData = {
  user: "ada",
  n: 1,
  cart: { items: [{ id: 1, qty: 2 }] },
  seen: "2026-11-23T10:00:00Z",
  theme: "dark",
};

interface Dictionary {
  [key: string]: unknown;
}

function routes(app: Express): Express {
  const session = (request: express.Request) => request.session as unknown as Dictionary;
  app.get("/seed/:size", (request, response) => {
    Object.assign(session(request), smallData, request.params.size === "large" ? { large: largeValue } : {});
    response.send("ok");
  });
  app.get("/untouched", (_, response) => void response.send("ok"));
  app.get("/read", (request, response) => void response.send(`${session(request).n}`));
  app.get("/write", (request, response) => {
    session(request).n = Number(session(request).n) + 1;
    response.send("ok");
  });
  return app;
}

const withExpress = (make: (services: Services) => Promise<RequestHandler | null>) => async (services: Services) => {
  const app = express().disable("x-powered-by").disable("etag");
  const handler = await make(services);
  if (handler) app.use(handler);
  else
    app.use((request, _, next) => {
      request.session = { ...smallData } as never;
      next();
    });
  return createServer(routes(app) as RequestListener);
};

const ours = (store: (services: Services) => string) =>
  withExpress(async (services) => expressSessions(await createSessions({ store: store(services) })));
const theirs = (store: (services: Services) => Promise<expressSession.Store | undefined>) =>
  withExpress(async (services) =>
    expressSession({
      secret,
      resave: false,
      saveUninitialized: false,
      cookie: { maxAge: weeks },
      store: await store(services),
    }),
  );

/** The same round trips by the driver alone: one read, and one write where the scenario writes. */
const bareClient =
  (make: (services: Services) => Promise<{ read(): Promise<unknown>; write(): Promise<unknown> }>) =>
  async (services: Services) => {
    const client = await make(services);
    const app = express().disable("x-powered-by").disable("etag");
    app.get("/seed/:size", (_, response) => void response.setHeader("Set-Cookie", "bare=1").send("ok"));
    app.get("/untouched", async (_, response) => void response.send("ok"));
    app.get("/read", async (_, response) => void response.send(String(await client.read())));
    app.get("/write", async (_, response) => {
      await client.read();
      await client.write();
      response.send("ok");
    });
    return createServer(app as RequestListener);
  };

async function redisClient(url: string) {
  return createClient({ url }).connect();
}

async function withFastify(setUp: (app: FastifyInstance) => Promise<void>): Promise<Server> {
  const app = fastify();
  await setUp(app);
  const session = (request: unknown) => (request as { session: Dictionary }).session;
  app.get<{ Params: { size: string } }>("/seed/:size", async (request) => {
    Object.assign(session(request), smallData, request.params.size === "large" ? { large: largeValue } : {});
    return "ok";
  });
  app.get("/untouched", async () => "ok");
  app.get("/read", async (request) => `${session(request).n}`);
  app.get("/write", async (request: unknown) => {
    session(request).n = Number(session(request).n) + 1;
    return "ok";
  });
  await app.ready();
  return app.server;
}

export const subjects: readonly Subject[] = [
  { framework: "Express", library: "none", store: "-", start: withExpress(async () => null) },
  { framework: "Express", library: "sessionscope", store: "memory", start: ours(() => "memory:") },
  { framework: "Express", library: "express-session", store: "memory", start: theirs(async () => undefined) },
  {
    framework: "Express",
    library: "the bare client",
    store: "Redis",
    start: bareClient(async ({ redis }) => {
      const client = await redisClient(redis);
      await client.set("bare", JSON.stringify(smallData));
      return { read: () => client.get("bare"), write: () => client.set("bare", JSON.stringify(smallData)) };
    }),
  },
  { framework: "Express", library: "sessionscope", store: "Redis", start: ours(({ redis }) => redis) },
  {
    framework: "Express",
    library: "express-session",
    store: "Redis",
    start: theirs(async ({ redis }) => new ConnectRedis({ client: await redisClient(redis) })),
  },
  {
    framework: "Express",
    library: "the bare client",
    store: "PostgreSQL",
    start: bareClient(async ({ postgres }) => {
      const pool = new pg.Pool({ connectionString: postgres });
      await pool.query("CREATE TABLE IF NOT EXISTS bare (id text PRIMARY KEY, data text)");
      await pool.query("INSERT INTO bare VALUES ('bare', '{}') ON CONFLICT DO NOTHING");
      return {
        read: () => pool.query({ name: "r", text: "SELECT data FROM bare WHERE id = $1", values: ["bare"] }),
        write: () =>
          pool.query({
            name: "w",
            text: "UPDATE bare SET data = $2 WHERE id = $1",
            values: ["bare", JSON.stringify(smallData)],
          }),
      };
    }),
  },
  { framework: "Express", library: "sessionscope", store: "PostgreSQL", start: ours(({ postgres }) => postgres) },
  {
    framework: "Express",
    library: "express-session",
    store: "PostgreSQL",
    start: theirs(
      async ({ postgres }) =>
        new (connectPgSimple(expressSession))({ conString: postgres, createTableIfMissing: true }),
    ),
  },
  {
    framework: "Fastify",
    library: "none",
    store: "-",
    start: () =>
      withFastify(async (app) => {
        app.decorateRequest("session");
        app.addHook("onRequest", async (request) => {
          (request as unknown as { session: Dictionary }).session = { ...smallData };
        });
      }),
  },
  {
    framework: "Fastify",
    library: "sessionscope",
    store: "memory",
    start: () =>
      withFastify(async (app) => {
        await app.register(fastifySessions(await createSessions({ store: "memory:" })) as never);
      }),
  },
  {
    framework: "Fastify",
    library: "@fastify/session",
    store: "memory",
    start: () =>
      withFastify(async (app) => {
        await app.register(fastifyCookie);
        await app.register(fastifySession, {
          secret,
          rolling: false,
          saveUninitialized: false,
          cookie: { secure: false, maxAge: weeks },
        });
      }),
  },
];
