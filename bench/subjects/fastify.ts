/** Small servers on Fastify. */

import type { Server } from "node:http";
import fastifyCookie from "@fastify/cookie";
import fastifySession from "@fastify/session";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { fastifySessions } from "sessionscope/fastify";
import { dataOf } from "../data.ts";
import { dictionaryOf, noWords, ourWords, pages, type Words } from "./pages.ts";
import { peer } from "./peers.ts";
import { openSessions, type Subject, secret, weeks } from "./subject.ts";

type Data = Record<string, unknown>;
const sessionOf = (request: FastifyRequest) => (request as unknown as { session: Data }).session;

async function onFastify(
  setUp: (app: FastifyInstance) => unknown,
  words: Words<FastifyRequest> = ourWords<FastifyRequest>(sessionOf),
): Promise<Server> {
  const app = fastify();
  await setUp(app);
  for (const [path, page] of Object.entries(pages)) {
    app.get<{ Params: { size?: string; key?: string } }>(path, async (request) =>
      page(words, request as FastifyRequest, `${request.params.size ?? request.params.key}`),
    );
  }
  await app.ready();
  return app.server;
}

async function ours(url: string): Promise<Server> {
  const plugin = fastifySessions(await openSessions(url));
  return onFastify((app) => app.register(plugin as never));
}

const alone = (): Promise<Server> =>
  onFastify((app) => {
    app.decorateRequest("session");
    app.addHook("onRequest", async (request) => {
      (request as unknown as { session: Data }).session = dataOf("small");
    });
  }, noWords(sessionOf));

interface FastifySession extends Data {
  regenerate(keys: readonly string[]): Promise<void>;
  destroy(): Promise<void>;
}

/** `more`: registers what an app has after the library. */
export async function onFastifySession(more?: (app: FastifyInstance) => unknown): Promise<Server> {
  const session = (request: FastifyRequest) => sessionOf(request) as FastifySession;
  const setUp = async (app: FastifyInstance) => {
    await app.register(fastifyCookie);
    const cookie = { secure: false, maxAge: weeks };
    await app.register(fastifySession, { secret, rolling: false, saveUninitialized: false, cookie });
    await more?.(app);
  };
  return onFastify(setUp, {
    ...dictionaryOf(sessionOf),
    rotate: (request) => session(request).regenerate(Object.keys(dataOf("small"))),
    end: (request) => session(request).destroy(),
  });
}

/** `more`: registers what an app has after the library. */
export async function onSecureSession(more?: (app: FastifyInstance) => unknown): Promise<Server> {
  const { default: secureSession } = await peer("@fastify/secure-session");
  const cookie = { path: "/", httpOnly: true };
  const setUp = async (app: FastifyInstance) => {
    await app.register(secureSession, { key: Buffer.alloc(32, "key"), expiry: weeks / 1000, cookie });
    await more?.(app);
  };
  return onFastify(setUp, {
    ...dictionaryOf(sessionOf),
    rotate: () => {},
    end: (request) => (sessionOf(request) as { delete?(): void }).delete!(),
  });
}

const subject = (store: Subject["store"], library: string, start: () => Promise<Server>): Subject => ({
  framework: "Fastify",
  store,
  library,
  start,
});

export const onFastifySubjects: readonly Subject[] = [
  subject("-", "none", alone),
  subject("memory", "sessionscope", () => ours("memory:")),
  subject("memory", "@fastify/session", () => onFastifySession()),
  subject("encrypted cookie", "sessionscope", () => ours("signed-cookie:?encrypt")),
  subject("encrypted cookie", "@fastify/secure-session", () => onSecureSession()),
];
