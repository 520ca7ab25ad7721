/** Small servers on Express. */

import { createServer, type RequestListener, type Server } from "node:http";
import connectPgSimple from "connect-pg-simple";
import { RedisStore as ConnectRedis } from "connect-redis";
import express, { type Express, type Request, type RequestHandler } from "express";
import expressSession from "express-session";
import { createClient } from "redis";
import { expressSessions } from "sessionscope/express";
import type { GetIronSession, IronSessionOptions } from "sessionscope/inspect/iron-session";
import { type BareClient, barePostgres, bareRedis } from "../bare-clients.ts";
import { dataOf, type Size } from "../data.ts";
import { dictionaryOf, noWords, ourWords, pages, type Words } from "./pages.ts";
import { cookieSession, peer } from "./peers.ts";
import { openSessions, type Services, type Subject, secret, weeks } from "./subject.ts";

type Data = Record<string, unknown>;
export const expressSessionOptions = { secret, resave: false, saveUninitialized: false, cookie: { maxAge: weeks } };

const newExpress = (): Express => express().disable("x-powered-by").disable("etag");
const sessionOf = (request: Request) => request.session as unknown as Data;

/** The pages behind a middleware. */
export async function onExpress(
  sessions: RequestHandler | RequestHandler[],
  words: Words<Request> = ourWords<Request>(({ session }) => session),
): Promise<Server> {
  const app = newExpress().use(sessions);
  for (const [path, page] of Object.entries(pages)) {
    app.get(path, (request, response) => {
      const answer = page(words, request, `${request.params.size ?? request.params.key}`);
      if (typeof answer === "string") response.send(answer);
      else return answer.then((text) => void response.send(text));
    });
  }
  return createServer(app as RequestListener);
}

const settled = (act: (done: (error?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => act((error) => (error ? reject(error) : resolve())));

const theirSession = (request: Request) =>
  request.session as unknown as expressSession.Session & expressSession.SessionData;

export const expressSessionWords: Words<Request> = {
  ...dictionaryOf(sessionOf),
  async rotate(request) {
    const session = theirSession(request);
    const { cookie: _, ...data } = session;
    await settled((done) => session.regenerate(done));
    Object.assign(request.session, data);
  },
  end: (request) => settled((done) => theirSession(request).destroy(done)),
};

const ours = async (url: string): Promise<Server> => onExpress(expressSessions(await openSessions(url)));

const theirs = (store: expressSession.Store | undefined): Promise<Server> =>
  onExpress(expressSession({ ...expressSessionOptions, store }), expressSessionWords);

const withoutKey = { rotate: () => {} };

/** `around`: what an app puts around the library's middleware. */
export const onCookieSession = (around = (middleware: RequestHandler): RequestHandler => middleware): Promise<Server> =>
  onExpress(around(cookieSession({ secret, maxAge: weeks })), {
    ...dictionaryOf(sessionOf),
    ...withoutKey,
    end: (request) => {
      request.session = null as never;
    },
  });

interface IronSession extends Data {
  save(): Promise<void>;
  destroy(): void;
}

/** `before`: the middleware that an app puts before its pages. */
export async function onIronSession(
  before = (_getIronSession: GetIronSession, _options: IronSessionOptions): RequestHandler | undefined => undefined,
): Promise<Server> {
  const { getIronSession } = await peer("iron-session");
  const options = { cookieName: "iron", password: secret, cookieOptions: { secure: false }, ttl: weeks / 1000 };
  const iron = (request: Request) => request.session as unknown as IronSession;
  const open: RequestHandler = async (request, response, next) => {
    request.session = await getIronSession(request, response, options);
    next();
  };
  const first = before(getIronSession, options);
  return onExpress(first ? [first, open] : open, {
    ...dictionaryOf(sessionOf),
    ...withoutKey,
    // What is saved after this would make the cookie anew.
    end: (request) => iron(request).destroy(),
    save: async (request) => (request.path === "/sign-out" ? undefined : iron(request).save()),
  });
}

async function mysqlStore(url: string): Promise<expressSession.Store> {
  const { default: storeFor } = await peer("express-mysql-session");
  const { hostname, port, username, pathname } = new URL(url);
  const options = { host: hostname, port: Number(port), user: username, database: pathname.slice(1) };
  const store = new (storeFor(expressSession))({ ...options, createDatabaseTable: true });
  await store.onReady();
  return store;
}

const throwAwayDictionary: RequestHandler = (request, _, next) => {
  request.session = dataOf("small") as never;
  next();
};

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

const subject = (
  store: Subject["store"],
  library: string,
  start: (services: Services) => Promise<Server>,
): Subject => ({ framework: "Express", store, library, start });

export const onExpressSubjects: readonly Subject[] = [
  subject("-", "none", () => onExpress(throwAwayDictionary, noWords(sessionOf))),

  subject("memory", "sessionscope", () => ours("memory:")),
  subject("memory", "express-session", () => theirs(undefined)),

  subject("Redis", "the client by hand", async ({ redis }) => byHand(await bareRedis(redis))),
  subject("Redis", "sessionscope", ({ redis }) => ours(redis)),
  subject("Redis", "express-session, connect-redis", async ({ redis }) =>
    theirs(new ConnectRedis({ client: await createClient({ url: redis }).connect() })),
  ),

  subject("PostgreSQL", "the client by hand", async ({ postgres }) => byHand(await barePostgres(postgres))),
  subject("PostgreSQL", "sessionscope", ({ postgres }) => ours(postgres)),
  subject("PostgreSQL", "express-session, connect-pg-simple", ({ postgres }) =>
    theirs(new (connectPgSimple(expressSession))({ conString: postgres, createTableIfMissing: true })),
  ),

  subject("MariaDB", "sessionscope", ({ mariadb }) => ours(mariadb)),
  subject("MariaDB", "express-session, express-mysql-session", async ({ mariadb }) =>
    theirs(await mysqlStore(mariadb)),
  ),

  subject("signed cookie", "sessionscope", () => ours("signed-cookie:")),
  subject("signed cookie", "cookie-session", () => onCookieSession()),

  subject("encrypted cookie", "sessionscope", () => ours("signed-cookie:?encrypt")),
  subject("encrypted cookie", "iron-session", () => onIronSession()),
];
