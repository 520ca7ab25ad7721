/** An app that types its sessions by a generic, beside others in the same program. Compiled, never run (types.test.ts). */

import { createServer } from "node:http";
import { Hono } from "hono";
import Koa from "koa";
import { createSessions, openStore, type Session, type Sessions, type Store } from "sessionscope";
import { honoSessions, type SessionEnv } from "sessionscope/hono";
import { koaSessions } from "sessionscope/koa";
import { nodeSessions } from "sessionscope/node-http";
import { MemoryStore } from "sessionscope/stores/memory";

interface Shop {
  cart?: string[];
}
interface Admin {
  role: "editor" | "owner";
}

const shop: Sessions<Shop> = await createSessions<Shop>({ store: "memory:" });
const admin = await createSessions<Admin>({ store: new MemoryStore(), cookieName: "admin", cookiePath: "/admin" });

createServer(
  nodeSessions(shop, (_, response, session) => {
    session.cart = [...(session.cart ?? []), "teapot"];
    // @ts-expect-error a cart is a list
    session.cart = "teapot";
    // @ts-expect-error that is the other app's
    session.role = "owner";
    response.end();
  }),
);

/** A session begins empty whatever its type says: declared keys are optional to read. */
export function roleOf(session: Session<Admin>): string {
  // @ts-expect-error it may be absent
  const sure: Admin["role"] = session.role;
  return session.role ?? session.get("role", "nobody") ?? sure;
}

/** What other libraries do by callbacks is awaited, or not needed. */
export async function noCallbacks(session: Session<Shop>): Promise<void> {
  await session.flush();
  // @ts-expect-error nobody would call it back
  session.flush(() => {});
  // @ts-expect-error saved before the answer leaves
  session.save();
  // @ts-expect-error that is cycleKey
  session.regenerate(() => {});
  // @ts-expect-error that is flush
  session.destroy(() => {});
}

const koa = new Koa();
koa.use(koaSessions(admin)).use((context) => {
  context.session.role = "owner";
  // @ts-expect-error neither of the two
  context.session.role = "guest";
  roleOf(context.session);
});

const hono = new Hono<SessionEnv<Admin>>();
hono.use(honoSessions(admin));
hono.get("/", (c) => c.text(roleOf(c.var.session)));

// @ts-expect-error there is no such setting
await createSessions({ ttl: 3600 });
// @ts-expect-error nor such a value
await createSessions({ cookieSameSite: "lax" });
// @ts-expect-error seconds are a number
await createSessions({ cookieAge: "1h" });

const opened = await openStore("sqlite:./sessions.db");
// @ts-expect-error it may be one that keeps sessions in cookies
const server: Store = opened;
if (opened.kind === "server") console.log(await opened.list?.({ limit: 1 }), server);
// @ts-expect-error an id is no plain string: a key, or anything else, put in its place does not compile
await shop.stored.read("abc");
for await (const [id, stored] of shop.stored.ofUser("7")) console.log(await shop.stored.delete(id), stored.user);
