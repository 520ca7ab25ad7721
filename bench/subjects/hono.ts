/** Small servers on Hono, on Node. */

import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { honoSessions } from "sessionscope/hono";
import { dataOf } from "../data.ts";
import { noWords, ourWords, pages, type Words } from "./pages.ts";
import { peer } from "./peers.ts";
import { openSessions, type Subject, secret, weeks } from "./subject.ts";

type Data = Record<string, unknown>;

function onHono(sessions: MiddlewareHandler, words: Words<Context>): Server {
  const app = new Hono().use(sessions);
  for (const [path, page] of Object.entries(pages)) {
    app.get(path, async (c) => {
      const text = await page(words, c, `${c.req.param("size") ?? c.req.param("key")}`);
      return c.text(text, 200, { "Content-Length": `${text.length}` });
    });
  }
  return createAdaptorServer({ fetch: app.fetch }) as Server;
}

const alone = (): Server =>
  onHono(
    (c, next) => {
      c.set("session", dataOf("small"));
      return next();
    },
    noWords((c) => c.get("session") as Data),
  );

const ours = async (url: string): Promise<Server> =>
  onHono(
    honoSessions(await openSessions(url)) as MiddlewareHandler,
    ourWords<Context>((c) => c.get("session")),
  );

interface HonoSession {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  deleteSession(): void;
}

/** As the library makes its middleware, and as an app does in its place. */
type MakeMiddleware = (options: { readonly store: unknown }) => MiddlewareHandler;

export async function onHonoSessions(
  storeName: "MemoryStore" | "CookieStore",
  make = (library: MakeMiddleware): MakeMiddleware => library,
): Promise<Server> {
  const peers = await peer("hono-sessions");
  const session = (c: Context) => c.get("session") as HonoSession;
  const options = {
    store: new peers[storeName](),
    ...(storeName === "CookieStore" && { encryptionKey: secret }),
    expireAfterSeconds: weeks / 1000,
    // As ours: a request that changes nothing does not move the deadline.
    autoExtendExpiration: false,
    cookieOptions: { path: "/", httpOnly: true, sameSite: "Lax" },
  };
  return onHono(make(peers.sessionMiddleware)(options), {
    get: (c, key) => session(c).get(key),
    set: (c, key, value) => session(c).set(key, value),
    rotate: (c) => c.set("session_key_rotation", true),
    end: (c) => session(c).deleteSession(),
  });
}

const subject = (store: Subject["store"], library: string, start: () => Promise<Server>): Subject => ({
  framework: "Hono",
  store,
  library,
  start,
});

export const onHonoSubjects: readonly Subject[] = [
  subject("-", "none", async () => alone()),
  subject("memory", "sessionscope", () => ours("memory:")),
  subject("memory", "hono-sessions", () => onHonoSessions("MemoryStore")),
  subject("encrypted cookie", "sessionscope", () => ours("signed-cookie:?encrypt")),
  subject("encrypted cookie", "hono-sessions", () => onHonoSessions("CookieStore")),
];
