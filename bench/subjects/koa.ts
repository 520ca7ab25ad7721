/** Small servers on Koa. It has no router of its own: the pages are found by the first part of the path. */

import { createServer, type Server } from "node:http";
import Koa, { type Context, type Middleware } from "koa";
import koaSession from "koa-session";
import { koaSessions } from "sessionscope/koa";
import { dataOf } from "../data.ts";
import { dictionaryOf, noWords, ourWords, pages, type Words } from "./pages.ts";
import { openSessions, type Subject, secret, weeks } from "./subject.ts";

type Data = Record<string, unknown>;
const sessionOf = (context: Context) => context.session as Data;

function onKoa(
  sessions: (app: Koa) => Middleware<never, never>,
  words: Words<Context> = ourWords<Context>(({ session }) => session),
): Server {
  const app = new Koa({ keys: [secret] });
  app.use(sessions(app) as Middleware);
  app.use(async (context) => {
    const [, first, parameter = ""] = context.path.split("/");
    const path = first === "seed" ? "/seed/:size" : parameter ? "/change/:key" : context.path;
    context.body = await pages[path]!(words, context as Context, parameter);
  });
  return createServer(app.callback());
}

const throwAwayDictionary: Middleware = (context, next) => {
  context.session = dataOf("small");
  return next();
};

async function ours(url: string): Promise<Server> {
  const sessions = await openSessions(url);
  return onKoa(() => koaSessions(sessions) as Middleware<never, never>);
}

/** In memory, as its own documentation writes a store: it keeps the objects. */
function storeInMemory() {
  const sessions = new Map<string, unknown>();
  return {
    get: async (key: string) => sessions.get(key),
    set: async (key: string, session: unknown) => void sessions.set(key, session),
    destroy: async (key: string) => void sessions.delete(key),
  };
}

type AnyMiddleware = ReturnType<typeof koaSession>;

const koaSessionOn = (store: "memory" | "signed cookie", app: unknown): AnyMiddleware => {
  const options = { maxAge: weeks, ...(store === "memory" && { store: storeInMemory() }) };
  return koaSession(options as never, app as never);
};

export const koaSessionInMemory = (app: Koa): AnyMiddleware => koaSessionOn("memory", app);

/** `around`: what an app puts around the library's middleware. */
export async function onKoaSession(
  store: "memory" | "signed cookie",
  around = (middleware: AnyMiddleware): AnyMiddleware => middleware,
): Promise<Server> {
  return onKoa((app) => around(koaSessionOn(store, app)) as never, {
    ...dictionaryOf(sessionOf),
    rotate: (context) => (context.session as unknown as { regenerate(): Promise<void> }).regenerate(),
    end: (context) => {
      context.session = null;
    },
  });
}

const subject = (store: Subject["store"], library: string, start: () => Promise<Server>): Subject => ({
  framework: "Koa",
  store,
  library,
  start,
});

export const onKoaSubjects: readonly Subject[] = [
  subject("-", "none", async () => onKoa(() => throwAwayDictionary as never, noWords(sessionOf))),
  subject("memory", "sessionscope", () => ours("memory:")),
  subject("memory", "koa-session", () => onKoaSession("memory")),
  subject("signed cookie", "sessionscope", () => ours("signed-cookie:")),
  subject("signed cookie", "koa-session", () => onKoaSession("signed cookie")),
];
