/** The same small app on each library. Its store lives in this process, and a trial can hold the store's writes back. */

import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fastifyCookie from "@fastify/cookie";
import fastifySession from "@fastify/session";
import express, { type Request, type RequestHandler } from "express";
import expressSession from "express-session";
import fastify, { type FastifyRequest } from "fastify";
import { createSessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { fastifySessions } from "sessionscope/fastify";
import { MemoryStore } from "sessionscope/stores/memory";

/** A gate: callers wait at it until it is opened. */
export class Gate {
  #isOpen = false;
  readonly #waiting: (() => void)[] = [];
  readonly #watching: { readonly count: number; readonly tell: () => void }[] = [];
  #arrived = 0;

  async pass(): Promise<void> {
    this.#arrived++;
    for (const { count, tell } of this.#watching) if (this.#arrived >= count) tell();
    if (!this.#isOpen) await new Promise<void>((go) => this.#waiting.push(go));
  }
  /** Resolves when this many callers have arrived. */
  arrivals(count: number): Promise<void> {
    if (this.#arrived >= count) return Promise.resolve();
    return new Promise((tell) => this.#watching.push({ count, tell }));
  }
  open(): void {
    this.#isOpen = true;
    for (const go of this.#waiting.splice(0)) go();
  }
}

/** The gates that a trial controls. */
export class Gates {
  /** The handler of `/set` waits here after it has read the session. */
  readonly handlers = new Gate();
  /** Every write of the store waits here. The gate is open unless a trial closes it. */
  writes: Gate | undefined;
}

/** What the app needs of a session, whichever library it comes from. */
interface Dictionary {
  get(key: string): unknown;
  set(key: string, value: string): void;
  end(): Promise<void>;
}

type Answer = { readonly body: string } | { readonly location: string };

/** The handler of every app. The path selects what it does. */
async function answer(path: string, session: Dictionary, gates: Gates): Promise<Answer> {
  const [, verb, key = ""] = path.split("/");
  if (verb === "login") session.set("user", "ada");
  if (verb === "logout") await session.end();
  if (verb === "set" || verb === "redirect") {
    session.get("user");
    await gates.handlers.pass();
    session.set(key, "set");
  }
  if (verb === "redirect") return { location: "/" };
  return { body: verb === "get" ? String(session.get(key) ?? "") : "ok" };
}

export interface Subject {
  readonly name: string;
  readonly library: "express-session" | "@fastify/session" | "sessionscope";
  start(gates: Gates): Promise<Server>;
}

const secret = "a secret of at least thirty-two characters";

class HeldPeerStore extends expressSession.MemoryStore {
  readonly #gates: Gates;
  constructor(gates: Gates) {
    super();
    this.#gates = gates;
  }
  override set(id: string, session: expressSession.SessionData, done?: (error?: unknown) => void): void {
    const write = () => super.set(id, session, done);
    if (this.#gates.writes) this.#gates.writes.pass().then(write);
    else write();
  }
}

class HeldStore extends MemoryStore {
  readonly #gates: Gates;
  constructor(gates: Gates) {
    super();
    this.#gates = gates;
  }
  override async create(...args: Parameters<MemoryStore["create"]>): Promise<boolean> {
    await this.#gates.writes?.pass();
    return super.create(...args);
  }
  override async commit(...args: Parameters<MemoryStore["commit"]>): ReturnType<MemoryStore["commit"]> {
    await this.#gates.writes?.pass();
    return super.commit(...args);
  }
}

interface PeerSession {
  [key: string]: unknown;
  destroy(done: (error?: unknown) => void): void;
}

const ofPeer = (session: PeerSession): Dictionary => ({
  get: (key) => session[key],
  set: (key, value) => {
    session[key] = value;
  },
  end: () => new Promise((resolve, reject) => session.destroy((error) => (error ? reject(error) : resolve()))),
});

interface OwnSession {
  get(key: string): unknown;
  set(key: string, value: string): void;
  flush(): Promise<void>;
}

const ofOurs = (session: OwnSession): Dictionary => ({
  get: (key) => session.get(key),
  set: (key, value) => session.set(key, value),
  end: () => session.flush(),
});

async function onExpress(
  middleware: RequestHandler,
  sessionOf: (request: Request) => Dictionary,
  gates: Gates,
): Promise<Server> {
  const app = express().set("env", "test").use(middleware); // "test": errors are not printed
  app.use(async (request, response) => {
    const answered = await answer(request.path, sessionOf(request), gates);
    if ("location" in answered) response.redirect(answered.location);
    else response.send(answered.body);
  });
  return createServer(app as RequestListener);
}

async function onFastify(
  register: (app: ReturnType<typeof fastify>) => Promise<unknown>,
  sessionOf: (request: FastifyRequest) => Dictionary,
  gates: Gates,
): Promise<Server> {
  const app = fastify();
  await register(app);
  app.get("/*", async (request, reply) => {
    const answered = await answer(request.url, sessionOf(request), gates);
    return "location" in answered ? reply.redirect(answered.location) : reply.send(answered.body);
  });
  await app.ready();
  return app.server;
}

export const subjects: readonly Subject[] = [
  {
    name: "express-session 1.19 on Express",
    library: "express-session",
    start: (gates) =>
      onExpress(
        expressSession({ secret, resave: false, saveUninitialized: false, store: new HeldPeerStore(gates) }),
        (request) => ofPeer(request.session as unknown as PeerSession),
        gates,
      ),
  },
  {
    name: "@fastify/session 11 on Fastify",
    library: "@fastify/session",
    start: (gates) =>
      onFastify(
        async (app) => {
          await app.register(fastifyCookie);
          const store = new HeldPeerStore(gates) as never;
          await app.register(fastifySession, { secret, saveUninitialized: false, store, cookie: { secure: false } });
        },
        (request) => ofPeer(request.session as unknown as PeerSession),
        gates,
      ),
  },
  {
    name: "sessionscope on Express",
    library: "sessionscope",
    start: async (gates) =>
      onExpress(
        expressSessions(await createSessions({ store: new HeldStore(gates) })),
        (request) => ofOurs(request.session as unknown as OwnSession),
        gates,
      ),
  },
  {
    name: "sessionscope on Fastify",
    library: "sessionscope",
    start: async (gates) =>
      onFastify(
        async (app) => app.register(fastifySessions(await createSessions({ store: new HeldStore(gates) })) as never),
        (request) => ofOurs(request.session as unknown as OwnSession),
        gates,
      ),
  },
];

/** Serves a subject on a free port. */
export async function serve(subject: Subject, gates: Gates): Promise<{ server: Server; origin: string }> {
  const server = await subject.start(gates);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
